"""A small network in the shape of a U that sees the noise in an image.

Maps get smaller on the way down and larger on the way up, and each level's maps on the way down are handed
across (Ronneberger et al. 2015), so that the answer is as sharp as the input. Each block is told the
time, the step of the noise, by numbers added to its maps (Ho et al. 2020, appendix B).
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import silu

GROUPS = 8


def time_features(times: Int[Tensor, " batch"], features: int) -> Float[Tensor, "batch feature"]:
    """Return sines and cosines of the times at wavelengths from 2π to 20,000π (Vaswani et al. 2017)."""
    half = features // 2
    rates = torch.exp(-math.log(10_000) * torch.arange(half, device=times.device) / half)
    angles = times[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class Block(nn.Module):
    """x + conv(SiLU(GN(conv(SiLU(GN(x))) + time))), with a 1×1 convolution where widths differ."""

    def __init__(self, inputs: int, outputs: int, time: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(GROUPS, inputs), nn.GroupNorm(GROUPS, outputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.time = nn.Linear(time, outputs)
        self.across = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()
        nn.init.zeros_(self.conv2.weight)  # a block starts as the identity

    def forward(
        self, x: Float[Tensor, "batch inputs height width"], time: Float[Tensor, "batch time"]
    ) -> Float[Tensor, "batch outputs height width"]:
        """Return maps of the same size."""
        y = self.conv1(silu(self.norm1(x))) + self.time(time)[:, :, None, None]
        result: Tensor = self.across(x) + self.conv2(silu(self.norm2(y)))
        return result


class UNet(nn.Module):
    """Two levels: half the image's side, and a quarter of it.

    Each 2×2 pixels are first laid side by side as channels, which spares three quarters of the work.

    Args:
        channels: of the images; their sides are multiples of 4.
        width: maps of the first level, a multiple of 8; the second has twice as many.
    """

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        time, wide = 4 * width, 2 * width
        self.width = width
        self.time = nn.Sequential(
            nn.Linear(width, time), nn.SiLU(), nn.Linear(time, time), nn.SiLU()
        )
        self.first = nn.Sequential(
            nn.PixelUnshuffle(2), nn.Conv2d(4 * channels, width, 3, padding=1)
        )
        self.down1 = Block(width, width, time)
        self.smaller = nn.Conv2d(width, wide, 3, stride=2, padding=1)
        self.down2 = Block(wide, wide, time)
        self.middle = Block(wide, wide, time)
        self.up2 = Block(2 * wide, wide, time)
        self.larger = nn.Sequential(
            nn.Upsample(scale_factor=2), nn.Conv2d(wide, width, 3, padding=1)
        )
        self.up1 = Block(2 * width, width, time)
        self.last = nn.Sequential(
            nn.GroupNorm(GROUPS, width), nn.SiLU(),
            nn.Conv2d(width, 4 * channels, 3, padding=1), nn.PixelShuffle(2),
        )  # fmt: skip

    def forward(
        self, images: Float[Tensor, "batch channel height width"], times: Int[Tensor, " batch"]
    ) -> Float[Tensor, "batch channel height width"]:
        """Return the noise that these images have at these times, as far as the network sees it."""
        time = self.time(time_features(times, self.width))
        level1 = self.down1(self.first(images), time)
        level2 = self.down2(self.smaller(level1), time)
        x = self.middle(level2, time)
        x = self.up2(torch.cat([x, level2], dim=1), time)
        x = self.up1(torch.cat([self.larger(x), level1], dim=1), time)
        noise: Tensor = self.last(x)
        return noise
