"""Change the hue: red becomes orange, green turquoise, all by the same turn of the color circle."""

from __future__ import annotations

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from work03_cifar10.data.resampling import as_bytes


def shift_hue(
    pixels: UInt8[Tensor, "batch height width 3"], turns: Float[Tensor, " batch"]
) -> UInt8[Tensor, "batch height width 3"]:
    """Turn the hue of each image on the color circle; gray, black and white stay what they are.

    Value is the largest channel, chroma the largest less the smallest, and hue the place on a circle of
    six equal parts from red over yellow, green, cyan, blue and magenta back to red (Smith 1978).

    Args:
        pixels: bytes; red, green, blue.
        turns: of the circle, such as ⅓, which makes red green; any number.
    """
    red, green, blue = pixels.float().unbind(-1)
    value, low = pixels.float().amax(dim=-1), pixels.float().amin(dim=-1)
    chroma = value - low
    divisor = chroma.clamp(min=1)  # where it is 0 there is no hue, and any will do
    hue = torch.where(
        value == red,
        (green - blue) / divisor,
        torch.where(value == green, 2 + (blue - red) / divisor, 4 + (red - green) / divisor),
    )
    hue = hue + 6 * turns.float()[:, None, None]
    # A channel is least while the hue is far from it: red is 5, green 3 and blue 1 before its own ramp.
    place = (torch.tensor([5.0, 3.0, 1.0]) + hue[..., None]) % 6
    away = torch.minimum(place, 4 - place).clamp(0, 1)
    return as_bytes(value[..., None] - chroma[..., None] * away)
