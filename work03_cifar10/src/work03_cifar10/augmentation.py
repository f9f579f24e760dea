"""What happens to training images at random: a batch of bytes at once.

Moving and mirroring only decide which pixel goes where, so both are one look-up: each output row
and column names the row and column that it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float, Int, UInt8
from torch import Tensor
from torch.nn.functional import one_hot

Flip = Literal["none", "random", "alternating"]


@dataclass(frozen=True)
class Augmentation:
    """What is done to training images.

    Attributes:
        flip: random mirrors each image with probability ½ in each epoch; alternating mirrors it
            in every other epoch, so that each pair of epochs shows both sides.
        shift: moves an image by up to so many pixels in each direction; the border is reflected.
        cutout: side of a square that is blackened somewhere (DeVries & Taylor 2017); 0: none.
        colour: brightness, contrast and saturation change by a factor 1 ± colour.
    """

    flip: Flip = "none"
    shift: int = 0
    cutout: int = 0
    colour: float = 0.0


NO_AUGMENTATION = Augmentation()

Pixels = UInt8[Tensor, "batch height width channel"]


def augment(
    pixels: Pixels, how: Augmentation, rows: Int[Tensor, " batch"], epoch: int, seed: int
) -> Pixels:
    """Change a batch as `how` says; draws from torch's global generator.

    Args:
        pixels: bytes.
        how: what to do.
        rows: the images' numbers in their data set, for the alternating flip.
        epoch: likewise.
        seed: likewise.
    """
    if how.flip != "none" or how.shift:
        mirrored = torch.zeros(len(pixels), dtype=torch.bool)
        if how.flip == "random":
            mirrored = torch.rand(len(pixels)) < 0.5
        elif how.flip == "alternating":
            mirrored = alternating_flip(rows, epoch, seed)
        pixels = move(pixels, random_shifts(len(pixels), how.shift), mirrored)
    if how.colour:
        pixels = jitter_colour(pixels, how.colour)
    if how.cutout:
        pixels = cutout(pixels, how.cutout)
    return pixels


def alternating_flip(rows: Int[Tensor, " batch"], epoch: int, seed: int) -> Bool[Tensor, " batch"]:
    """Which images are mirrored in this epoch: a random half in even ones, the others in odd ones.

    The half is a function of an image's number and the seed, so that it needs no memory.
    """
    # A multiplicative hash (Knuth, The Art of Computer Programming, 6.4): its top bits mix well.
    mixed = ((rows + 1) * 2654435761 + seed * 40503 * 65537) % 2**32
    return ((mixed >> 31) + epoch) % 2 == 1


def random_shifts(count: int, most: int) -> Int[Tensor, "count 2"]:
    """How far each image moves down and right: whole numbers from -most to most."""
    return torch.randint(-most, most + 1, (count, 2))


def move(
    pixels: Pixels, shifts: Int[Tensor, "batch 2"], mirrored: Bool[Tensor, " batch"]
) -> Pixels:
    """Mirror where `mirrored`, then move down and right by `shifts`; borders are reflected."""
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - shifts[:, :1], height)
    from_column = reflected(torch.arange(width) - shifts[:, 1:], width)
    from_column = torch.where(mirrored[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)


def reflected(places: Int[Tensor, "batch side"], size: int) -> Int[Tensor, "batch side"]:
    """Places outside 0 … size - 1 mirrored back inside, the border itself not repeated."""
    last = size - 1
    return last - (last - places.abs()).abs()


def look_up(
    pixels: Pixels, from_row: Int[Tensor, "batch height"], from_column: Int[Tensor, "batch width"]
) -> Pixels:
    """Each output pixel from its row and column."""
    count, height, width, channels = pixels.shape
    image = torch.arange(count)[:, None, None]
    places = (image * height + from_row[:, :, None]) * width + from_column[:, None, :]
    return pixels.reshape(-1, channels)[places.flatten()].view(pixels.shape)


def cutout(pixels: Pixels, side: int) -> Pixels:
    """Blacken a square of side `side` around a random pixel of each image.

    The square may reach over the border (DeVries & Taylor 2017, section 3.2).
    """
    count, height, width, _ = pixels.shape
    top = torch.randint(0, height, (count, 1)) - side // 2
    left = torch.randint(0, width, (count, 1)) - side // 2
    rows, columns = torch.arange(height), torch.arange(width)
    hit_rows = (rows >= top) & (rows < top + side)
    hit_columns = (columns >= left) & (columns < left + side)
    hit = hit_rows[:, :, None] & hit_columns[:, None, :]
    return pixels.masked_fill(hit[..., None], 0)


def jitter_colour(pixels: Pixels, strength: float) -> Pixels:
    """Change saturation, contrast and brightness of each image by a factor 1 ± strength."""
    factors = 1 + strength * (2 * torch.rand(3, len(pixels), 1, 1, 1) - 1)
    saturation, contrast, brightness = factors
    images = pixels.float()
    grey = images.mean(dim=3, keepdim=True)
    images = grey + saturation * (images - grey)
    mean = images.mean(dim=(1, 2, 3), keepdim=True)
    images = brightness * (mean + contrast * (images - mean))
    return images.clamp(0, 255).to(torch.uint8)


def mixup(
    images: Float[Tensor, "batch channel height width"],
    labels: Int[Tensor, " batch"],
    classes: int,
    alpha: float,
) -> tuple[Float[Tensor, "batch channel height width"], Float[Tensor, "batch classes"]]:
    """Blend each image with a random one of the batch (Zhang et al. 2017, section 2).

    Args:
        images: a batch.
        labels: their classes.
        classes: how many there are.
        alpha: the share of the first image is drawn from Beta(alpha, alpha), one for the batch.

    Returns:
        blended images, and targets that are probabilities.
    """
    share = float(torch.distributions.Beta(alpha, alpha).sample())
    other = torch.randperm(len(images), device=images.device)
    return blend(images, labels, other, share, classes)


def blend(
    images: Float[Tensor, "batch channel height width"],
    labels: Int[Tensor, " batch"],
    other: Int[Tensor, " batch"],
    share: float,
    classes: int,
) -> tuple[Float[Tensor, "batch channel height width"], Float[Tensor, "batch classes"]]:
    """Each image, and its one-hot label, blended with that of image `other`.

    x = share · x_i + (1 - share) · x_j, and the same for the labels (Zhang et al. 2017,
    equation 1).
    """
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )


def smoothed(
    labels: Int[Tensor, " batch"], classes: int, smoothing: float
) -> Float[Tensor, "batch classes"]:
    """Targets of label smoothing (Szegedy et al. 2015, section 7), in float64.

    The label keeps 1 - smoothing, and `smoothing` is spread equally over *all* classes.
    """
    return (1 - smoothing) * one_hot(labels, classes).double() + smoothing / classes
