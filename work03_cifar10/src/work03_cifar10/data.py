"""Labelled images in memory: some to learn from, some to choose by, some for the end.

Images stay bytes, channels last, until a batch is asked for; then the whole batch is augmented and
normalised at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from sklearn.datasets import load_digits
from torch import Tensor

from shared.data.augmentation import normalise
from shared.data.images import LabelledImages, load_cifar10, load_fashion_mnist, load_mnist
from shared.errors import UserError
from shared.training import InMemory
from work03_cifar10.augmentation import NO_AUGMENTATION, Augmentation, augment

LOADERS = {"cifar10": load_cifar10, "mnist": load_mnist, "fashion-mnist": load_fashion_mnist}
NAMES = (*LOADERS, "sample")


class ImageDataError(UserError):
    """A data set that is not to be had, or cannot be split as asked."""


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of each channel, on a scale from 0 to 1, of the training images."""

    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def of(cls, pixels: UInt8[Tensor, "image height width channel"]) -> Scale:
        """The scale that gives these images mean 0 and deviation 1."""
        # Counting the 256 values is exact, and needs no copy of the images as floats.
        values = torch.arange(256, dtype=torch.float64) / 255
        means, deviations = [], []
        for channel in pixels.unbind(-1):
            share = torch.bincount(channel.flatten().int(), minlength=256) / channel.numel()
            mean = (share * values).sum()
            means.append(float(mean))
            deviations.append(max(float((share * (values - mean) ** 2).sum().sqrt()), 1e-3))
        return cls(tuple(means), tuple(deviations))


@dataclass(frozen=True)
class Images(InMemory):
    """Images in memory that leave it as normalised batches, with their labels.

    Attributes:
        pixels: bytes, a pixel's channels side by side.
        labels: numbers of the classes.
        scale: how bytes become numbers around 0.
        augmentation: what happens to each image at random.
        seed: of the alternating flip.
    """

    pixels: UInt8[Tensor, "image height width channel"]
    labels: Int[Tensor, " image"]
    scale: Scale
    augmentation: Augmentation = NO_AUGMENTATION
    seed: int = 0
    # The epoch is the one thing that changes; a list lets a frozen object keep it.
    _epoch: list[int] = field(default_factory=lambda: [0], repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.labels)

    def start(self, epoch: int) -> None:
        """Say which epoch begins: an alternating flip depends on it."""
        self._epoch[0] = epoch

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, ...]:
        """The batch of these images: (images, labels)."""
        chosen = torch.as_tensor(indices)
        pixels = self.pixels.index_select(0, chosen)
        pixels = augment(pixels, self.augmentation, chosen, self._epoch[0], self.seed)
        images = normalise(pixels.movedim(-1, 1), self.scale.mean, self.scale.std)
        return images, self.labels[chosen]

    def select(self, rows: Int[Tensor, " row"]) -> Images:
        """These rows alone."""
        return replace(self, pixels=self.pixels[rows], labels=self.labels[rows], _epoch=[0])

    def all(self) -> tuple[Float[Tensor, "image channel height width"], Int[Tensor, " image"]]:
        """All images at once."""
        images, labels = self.__getitems__(range(len(self)))
        return images, labels


@dataclass(frozen=True)
class Splits:
    """What a training run sees.

    Attributes:
        train: augmented.
        valid: to choose by; empty where nothing is held out.
        test: for the end.
        classes: names.
    """

    train: Images
    valid: Images
    test: Images
    classes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int, int, int]:
        """(channels, height, width) of an image."""
        _, height, width, channels = self.train.pixels.shape
        return channels, height, width


def load(
    name: str,
    *,
    held_out: int | None = None,
    augmentation: Augmentation = NO_AUGMENTATION,
    seed: int = 0,
) -> Splits:
    """The splits of a data set.

    Args:
        name: cifar10, mnist, fashion-mnist (fetched), or sample (scikit-learn's handwritten
            digits, 8×8, enlarged to 32×32 with three equal channels).
        held_out: training images to validate with; 5000 by default, 200 of the sample.
        augmentation: of the training images.
        seed: decides which images are validated.

    Raises:
        ImageDataError: an unknown name, or too many images held out.
        DataUnavailableError: the data set could not be fetched.
    """
    if name == "sample":
        known, tested = sample_digits()
    elif name in LOADERS:
        known, tested = LOADERS[name]("train"), LOADERS[name]("test")
    else:
        raise ImageDataError(f"no data set {name!r} here: choose {', '.join(NAMES)}, or a folder")
    if held_out is None:
        held_out = 200 if name == "sample" else 5000
    return split(known, tested, held_out=held_out, augmentation=augmentation, seed=seed)


def sample_digits() -> tuple[LabelledImages, LabelledImages]:
    """1,400 + 397 digits from scikit-learn, for tests and smoke runs."""
    digits = load_digits()
    grey = np.kron(digits.images * (255 / 16), np.ones((1, 4, 4))).astype(np.uint8)
    images, labels = np.repeat(grey[..., None], 3, axis=-1), digits.target.astype(np.uint8)
    classes = tuple("0123456789")
    known, tested = slice(0, 1400), slice(1400, None)
    return (
        LabelledImages(images[known], labels[known], classes),
        LabelledImages(images[tested], labels[tested], classes),
    )


def split(
    known: LabelledImages,
    tested: LabelledImages,
    *,
    held_out: int,
    augmentation: Augmentation,
    seed: int,
) -> Splits:
    """Hold `held_out` of the known images out, the same share of each class.

    Raises:
        ImageDataError: nothing would be left to learn from, or a class has too few images.
    """
    if not 0 <= held_out < len(known):
        raise ImageDataError(
            f"{held_out} images cannot be held out of {len(known)}: choose fewer (--held-out)"
        )
    labels = torch.from_numpy(known.labels.astype(np.int64))
    learnt, watched = stratified_split(labels, held_out, seed)
    pixels = with_channels(known.images)
    scale = Scale.of(pixels[learnt])
    valid = Images(pixels[watched], labels[watched], scale)
    test_labels = torch.from_numpy(tested.labels.astype(np.int64))
    test = Images(with_channels(tested.images), test_labels, scale)
    train = Images(pixels[learnt], labels[learnt], scale, augmentation, seed)
    return Splits(train, valid, test, known.classes)


def stratified_split(
    labels: Int[Tensor, " image"], held_out: int, seed: int
) -> tuple[Int[Tensor, " learnt"], Int[Tensor, " watched"]]:
    """Rows to learn from and rows to hold out, of each class about the same share, shuffled."""
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator)
    # A place within its class, as a share: the smallest places of all classes are held out.
    place = torch.empty(len(labels), dtype=torch.float64)
    for number in labels.unique().tolist():
        rows = order[labels[order] == number]
        place[rows] = (torch.arange(len(rows), dtype=torch.float64) + 0.5) / len(rows)
    ranked = order[place[order].argsort(stable=True)]
    watched, learnt = ranked[:held_out], ranked[held_out:]
    return learnt[torch.randperm(len(learnt), generator=generator)], watched


def with_channels(
    images: UInt8[np.ndarray, "image height width *channel"],
) -> UInt8[Tensor, "image height width channel"]:
    """Grey images get an axis of one channel."""
    tensor = torch.from_numpy(np.ascontiguousarray(images))
    return tensor if tensor.dim() == 4 else tensor[..., None]
