"""Random crops, mirror images and normalisation of a whole batch of bytes at once.

On small images this is several times as fast as a DataLoader that treats them one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, UInt8
from torch import Tensor
from torch.nn.functional import pad

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)
"""Of ImageNet's channels, on a scale from 0 to 1: what torchvision's weights expect."""


def normalise(
    images: UInt8[Tensor, "*batch channel height width"],
    mean: Sequence[float],
    std: Sequence[float],
) -> Float[Tensor, "*batch channel height width"]:
    """Bytes to numbers around 0: x/255, minus `mean`, over `std`. Channels are last in memory.

    Args:
        images: bytes.
        mean: of each channel, on a scale from 0 to 1.
        std: likewise.
    """
    centre = torch.tensor(mean, device=images.device)
    scale = torch.tensor(std, device=images.device)
    pixels = images.movedim(-3, -1)
    width, channels = pixels.shape[-2:]
    # Whole rows of pixels, channels · width numbers, are what a processor multiplies fast.
    rows = pixels.flatten(-2).float()
    rows.mul_((1 / (255 * scale)).repeat(width)).sub_((centre / scale).repeat(width))
    return rows.unflatten(-1, (width, channels)).movedim(-1, -3)


def crop_and_flip(
    images: UInt8[Tensor, "batch channel height width"], padding: int
) -> UInt8[Tensor, "batch channel height width"]:
    """Pad with black, crop each image somewhere else, mirror half of them.

    Draws from torch's global generator.

    Args:
        images: a batch; fastest with channels last in memory, as the result has them.
        padding: black pixels on each side; a crop may begin at any of 2 · padding + 1 places.
    """
    count, _, height, width = images.shape
    top, left = torch.randint(0, 2 * padding + 1, (2, count))
    mirrored = (torch.rand(count) < 0.5).nonzero().flatten()
    padded = pad(images.movedim(1, -1), (0, 0, padding, padding, padding, padding))
    # A view of all windows: image, first row, first column, channel, row, column.
    windows = padded.unfold(1, height, 1).unfold(2, width, 1)
    cropped = windows.permute(0, 1, 2, 4, 5, 3)[torch.arange(count), top, left]
    # index_select and index_copy_ move whole images, where brackets would move single bytes.
    cropped.index_copy_(0, mirrored, cropped.index_select(0, mirrored).flip(2))
    return cropped.movedim(-1, 1)
