"""Splits without leaks: images to train with, images to choose by, images for the end."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from shared.data.images.labeled import LabeledImages, load_cifar10, load_fashion_mnist, load_mnist
from shared.errors import UserError
from shared.training.settings.ranges import SettingsError
from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation
from work03_cifar10.data.images import Images, Scale, with_channels

LOADERS = {"cifar10": load_cifar10, "mnist": load_mnist, "fashion-mnist": load_fashion_mnist}
NAMES = (*LOADERS, "sample")
DIGITS = ("mnist", "sample")
HARDER = (
    "scikit-learn's last 397 digits are the test, and harder than the others: logistic regression has "
    "91 % of them right, and 98 % of as many drawn from all"
)


class ImageDataError(UserError):
    """A data set that is not to be had, or cannot be split as asked."""


@dataclass(frozen=True)
class Splits:
    """The data of a training run.

    Attributes:
        train: augmented.
        valid: to choose by; empty where nothing is held out.
        test: for the end.
        classes: names.
        report: lines about the data that a reader of the results should know.
    """

    train: Images
    valid: Images
    test: Images
    classes: tuple[str, ...]
    report: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of an image."""
        _, height, width, channels = self.train.pixels.shape
        return channels, height, width


def load(
    name: str,
    *,
    held_out: float = 0.1,
    augmentation: Augmentation = NO_AUGMENTATION,
    seed: int = 0,
) -> Splits:
    """Load the splits of a data set. Digits are never flipped: a flipped digit is another sign.

    Args:
        name: cifar10, mnist, fashion-mnist (fetched), or sample (scikit-learn's handwritten
            digits, 8×8, enlarged to 32×32 with three equal channels).
        held_out: training images to validate with: a share below 1, or how many.
        augmentation: of the training images.
        seed: decides which images are held out.

    Raises:
        ImageDataError: an unknown name, or too many images held out.
        DataUnavailableError: the data set could not be fetched.
    """
    if name == "sample":
        train, test = sample_digits()
    elif name in LOADERS:
        train, test = LOADERS[name]("train"), LOADERS[name]("test")
    else:
        raise ImageDataError(f"no data set {name!r} here: choose {', '.join(NAMES)}, or a folder")
    if name in DIGITS:
        augmentation = replace(augmentation, flip="none")
    splits = split(train, test, held_out=held_out, augmentation=augmentation, seed=seed)
    return replace(splits, report=(HARDER,)) if name == "sample" else splits


def sample_digits() -> tuple[LabeledImages, LabeledImages]:
    """Return 1,400 + 397 digits from scikit-learn, for tests and smoke runs."""
    from sklearn.datasets import load_digits  # heavy, and only needed here

    digits = load_digits()
    gray = np.kron(digits.images * (255 / 16), np.ones((1, 4, 4))).astype(np.uint8)
    images, labels = np.repeat(gray[..., None], 3, axis=-1), digits.target.astype(np.uint8)
    classes = tuple("0123456789")
    train, test = slice(0, 1400), slice(1400, None)
    return (
        LabeledImages(images[train], labels[train], classes),
        LabeledImages(images[test], labels[test], classes),
    )


def split(
    train: LabeledImages,
    test: LabeledImages,
    *,
    held_out: float,
    augmentation: Augmentation,
    seed: int,
) -> Splits:
    """Hold training images out, the same share of each class.

    Args:
        train: images to train and to validate with.
        test: images for the end.
        held_out: of the training images: a share below 1, or how many.
        augmentation: of those that remain.
        seed: decides which images are held out.

    Raises:
        ImageDataError: nothing would be left to train with.
    """
    labels = torch.from_numpy(train.labels.astype(np.int64))
    rows = stratified_split(labels, held_out_count(held_out, len(train)), seed)
    kept, chosen = (
        LabeledImages(train.images[part.numpy()], train.labels[part.numpy()], train.classes)
        for part in rows
    )
    return with_scale(kept, chosen, test, augmentation=augmentation, seed=seed)


def check_held_out(held_out: float) -> None:
    """Make sure that what to hold out is a share or a whole number.

    Raises:
        SettingsError: it is neither.
    """
    if held_out > 1 and held_out != int(held_out):
        raise SettingsError(
            f"--held-out {held_out:g} is neither a share below 1 nor a whole number of images"
        )


def held_out_count(held_out: float, available: int) -> int:
    """Return how many images to hold out of those that are there.

    Raises:
        ImageDataError: nothing would be left to train with.
    """
    if not 0 <= held_out < available:
        raise ImageDataError(
            f"{held_out:g} images cannot be held out of {available}: choose fewer (--held-out)"
        )
    return int(held_out if held_out >= 1 else held_out * available)


def with_scale(
    train: LabeledImages,
    valid: LabeledImages,
    test: LabeledImages,
    *,
    augmentation: Augmentation,
    seed: int,
    report: tuple[str, ...] = (),
) -> Splits:
    """Return the splits; all three have the scale of the training images.

    Raises:
        ImageDataError: images would be moved out of themselves; gray images have no hue.
    """
    side = min(train.images.shape[1:3])
    if augmentation.translate >= side:
        raise ImageDataError(
            f"--translate {augmentation.translate} moves images of {side} pixels out of "
            f"themselves: choose less than {side}"
        )
    if augmentation.hue and with_channels(train.images).shape[3] != 3:
        raise ImageDataError(
            f"--hue {augmentation.hue:g} is for images in color, and these are gray: leave it out"
        )
    scale = Scale.of(with_channels(train.images))
    first, second, third = (
        Images(with_channels(part.images), torch.from_numpy(part.labels.astype(np.int64)), scale)
        for part in (train, valid, test)
    )
    first = replace(first, augmentation=augmentation, seed=seed)
    return Splits(first, second, third, train.classes, report)


def stratified_split(
    labels: Int[Tensor, " image"], held_out: int, seed: int
) -> tuple[Int[Tensor, " train"], Int[Tensor, " held_out"]]:
    """Choose rows to train with and rows to hold out, of each class about the same share, shuffled."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator)
    # A place within its class, as a share: the smallest places of all classes are held out.
    place = torch.empty(len(labels), dtype=torch.float64)
    for number in labels.unique().tolist():
        rows = order[labels[order] == number]
        place[rows] = (torch.arange(len(rows), dtype=torch.float64) + 0.5) / len(rows)
    ranked = order[place[order].argsort(stable=True)]
    held_out_rows, train_rows = ranked[:held_out], ranked[held_out:]
    return train_rows[torch.randperm(len(train_rows), generator=generator)], held_out_rows
