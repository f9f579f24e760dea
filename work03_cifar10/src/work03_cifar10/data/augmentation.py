"""What happens to training images at random: a batch of bytes at once.

Flipping and translating only decide which pixel goes where, so both are one look-up: each output
row and column names the row and column that it comes from. What reads between pixels is in
`resampling.py`, what turns colors in `hue.py`, and what draws its operations in `rand_augment.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Bool, Float, Int, UInt8
from torch import Tensor
from torch.nn.functional import one_hot

from shared.training.machine.seeding import sample_numbers
from work03_cifar10.data.hue import shift_hue
from work03_cifar10.data.resampling import crop_boxes, resized_crop, rotate_and_scale

Flip = Literal["none", "random", "alternating"]


@dataclass(frozen=True)
class Augmentation:
    """What is done to training images.

    Attributes:
        flip: left to right. Random flips each image with probability ½ in each epoch; alternating
            flips it in every other epoch, so that each pair of epochs shows both sides.
        translate: by up to so many pixels in each direction; the border is reflected.
        cutout: side of a square that is blackened somewhere (DeVries & Taylor 2017); 0: none.
        color: brightness, contrast and saturation change by a factor 1 ± color.
        crop: the least share of the area that a box has which is cut out and enlarged; 1: none.
        rotate: by up to so many degrees.
        scale: by a factor 1 ± scale.
        hue: turns by up to this share of the color circle.
        operations: of RandAugment; 0: none.
        magnitude: of these operations, up to 30.
    """

    flip: Flip = "none"
    translate: int = 0
    cutout: int = 0
    color: float = 0.0
    crop: float = 1.0
    rotate: float = 0.0
    scale: float = 0.0
    hue: float = 0.0
    operations: int = 0
    magnitude: float = 9.0


NO_AUGMENTATION = Augmentation()

Pixels = UInt8[Tensor, "batch height width channel"]


def augment(
    pixels: Pixels,
    augmentation: Augmentation,
    rows: Int[Tensor, " batch"],
    epoch: int,
    seed: int,
) -> Pixels:
    """Change a batch at random: each image as its number, epoch and seed say.

    Args:
        pixels: bytes.
        augmentation: what to do.
        rows: the images' numbers in their data set.
        epoch: of the training.
        seed: of the training.
    """
    numbers = sample_numbers(rows, 8, seed=seed, epoch=epoch)
    # What came later draws from a stream of its own.
    more = sample_numbers(rows, 7 + 2 * augmentation.operations, seed=-1 - seed, epoch=epoch)
    if augmentation.crop < 1:
        boxes = crop_boxes(more[:, :4], augmentation.crop, *pixels.shape[1:3])
        pixels = resized_crop(pixels, boxes)
    if augmentation.rotate or augmentation.scale:
        turn, size = 2 * more[:, 4] - 1, 2 * more[:, 5] - 1
        pixels = rotate_and_scale(pixels, augmentation.rotate * turn, 1 + augmentation.scale * size)
    if augmentation.flip != "none" or augmentation.translate:
        flipped = torch.zeros(len(pixels), dtype=torch.bool)
        if augmentation.flip == "random":
            flipped = numbers[:, 0] < 0.5
        elif augmentation.flip == "alternating":
            flipped = alternating_flip(rows, epoch, seed)
        most = augmentation.translate
        translations = (numbers[:, 1:3] * (2 * most + 1)).long() - most
        pixels = flip_and_translate(pixels, translations, flipped)
    if augmentation.color:
        pixels = jitter_color(pixels, augmentation.color, numbers[:, 3:6])
    if augmentation.hue:
        pixels = shift_hue(pixels, augmentation.hue * (2 * more[:, 6] - 1))
    if augmentation.operations:
        from work03_cifar10.data.rand_augment import rand_augment  # torchvision is slow to import

        drawn = more[:, 7:].unflatten(1, (augmentation.operations, 2))
        pixels = rand_augment(pixels, augmentation.magnitude, drawn)
    if augmentation.cutout:
        pixels = cutout(pixels, augmentation.cutout, numbers[:, 6:])
    return pixels


def alternating_flip(rows: Int[Tensor, " batch"], epoch: int, seed: int) -> Bool[Tensor, " batch"]:
    """Choose the images to flip in this epoch: a random half in even ones, else the others.

    The half is a function of an image's number and the seed, so that it needs no memory.
    """
    # A multiplicative hash (Knuth, The Art of Computer Programming, 6.4): its top bits mix well.
    mixed = ((rows + 1) * 2654435761 + seed * 40503 * 65537) % 2**32
    return ((mixed >> 31) + epoch) % 2 == 1


def flip_and_translate(
    pixels: Pixels, translations: Int[Tensor, "batch 2"], flipped: Bool[Tensor, " batch"]
) -> Pixels:
    """Flip left to right where `flipped`, then move down and right; borders are reflected.

    Args:
        pixels: bytes.
        translations: pixels down and right, for each image; up to one less than its height and width.
        flipped: which images are flipped first.
    """
    _, height, width, _ = pixels.shape
    from_row = reflected(torch.arange(height) - translations[:, :1], height)
    from_column = reflected(torch.arange(width) - translations[:, 1:], width)
    from_column = torch.where(flipped[:, None], width - 1 - from_column, from_column)
    return look_up(pixels, from_row, from_column)


def reflected(places: Int[Tensor, "batch side"], size: int) -> Int[Tensor, "batch side"]:
    """Reflect places outside 0 … size - 1 back inside; the border itself is not repeated."""
    last = size - 1
    return last - (last - places.abs()).abs()


def look_up(
    pixels: Pixels, from_row: Int[Tensor, "batch height"], from_column: Int[Tensor, "batch width"]
) -> Pixels:
    """Take each output pixel from its row and column."""
    count, height, width, channels = pixels.shape
    image = torch.arange(count)[:, None, None]
    places = (image * height + from_row[:, :, None]) * width + from_column[:, None, :]
    return pixels.reshape(-1, channels)[places.flatten()].view(pixels.shape)


def cutout(pixels: Pixels, side: int, places: Float[Tensor, "batch 2"]) -> Pixels:
    """Blacken a square around a pixel of each image; it may reach over the border.

    DeVries & Taylor 2017, section 3.2.

    Args:
        pixels: bytes.
        side: of the square.
        places: of the pixels, from 0 to 1 down and to the right.
    """
    _, height, width, _ = pixels.shape
    top = (places[:, :1] * height).long() - side // 2
    left = (places[:, 1:] * width).long() - side // 2
    rows, columns = torch.arange(height), torch.arange(width)
    hit_rows = (rows >= top) & (rows < top + side)
    hit_columns = (columns >= left) & (columns < left + side)
    hit = hit_rows[:, :, None] & hit_columns[:, None, :]
    return pixels.masked_fill(hit[..., None], 0)


def jitter_color(pixels: Pixels, strength: float, numbers: Float[Tensor, "batch 3"]) -> Pixels:
    """Change saturation, contrast and brightness of each image by a factor 1 ± strength.

    Args:
        pixels: bytes.
        strength: the most that a factor differs from 1.
        numbers: from 0 to 1, which become the factors from 1 - strength to 1 + strength.
    """
    factors = 1 + strength * (2 * numbers.float() - 1)
    saturation, contrast, brightness = factors.T[..., None, None, None]
    images = pixels.float()
    gray = images.mean(dim=3, keepdim=True)
    images = gray + saturation * (images - gray)
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
    """Blend each image, and its one-hot label, with that of image `other`.

    x = share · x_i + (1 - share) · x_j, and the same for the labels (Zhang et al. 2017,
    section 2). Gradients reach the images.

    Args:
        images: a batch.
        labels: their classes.
        other: for each image the number of the one that it is blended with.
        share: from 0 to 1, of the image itself.
        classes: how many there are.

    Returns:
        blended images and blended labels, both in the images' dtype.
    """
    targets = one_hot(labels, classes).to(images.dtype)
    return (
        share * images + (1 - share) * images[other],
        share * targets + (1 - share) * targets[other],
    )


def smoothed(
    labels: Int[Tensor, " batch"], classes: int, smoothing: float
) -> Float[Tensor, "batch classes"]:
    """Return the targets of label smoothing (Szegedy et al. 2015, section 7), in float64.

    The label keeps 1 - smoothing, and `smoothing`, from 0 to 1, is spread equally over *all* classes.
    """
    return (1 - smoothing) * one_hot(labels, classes).double() + smoothing / classes
