"""CIFAR-10: 45,000 images for training, 5,000 for validation, 10,000 for the test at the end.

The split is the paper's (He et al. 2015, section 4.2), and so is the augmentation: four pixels of
padding on each side, a random crop of the old size, a mirror image half of the time. It works on a
whole batch of bytes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Int, UInt8
from torch import Tensor
from torch.nn.functional import avg_pool2d

from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD, crop_and_flip, normalize
from shared.data.images.labeled import (
    CIFAR10_CLASSES,
    FASHION_MNIST_CLASSES,
    load_cifar10,
    load_fashion_mnist,
)
from shared.errors import UserError
from shared.training import EpochDataset, InMemory
from shared.training.machine.seeding import sample_numbers


class ImageDataError(UserError):
    """A data set of this name or of this size is not to be had."""


class Images(InMemory, EpochDataset):
    """Images in memory that leave it as normalized batches, with their labels.

    Args:
        images: bytes.
        labels: numbers of the classes.
        augment: crop and mirror at random, with the padding that this size asks for.
        seed: of the crops; an image's crop depends on seed and epoch alone.
    """

    def __init__(
        self,
        images: UInt8[Tensor, "image 3 height width"],
        labels: Int[Tensor, " image"],
        *,
        augment: bool,
        seed: int = 0,
    ) -> None:
        self.pixels = images.movedim(1, -1).contiguous()  # a pixel's channels side by side
        self.labels, self.augment = labels, augment
        self.seed, self.epoch = seed, 0
        self.padding = images.shape[-1] // 8  # the paper's 4 of 32

    def __len__(self) -> int:
        return len(self.labels)

    def start(self, epoch: int) -> None:
        """Crop as in `epoch` from here on."""
        self.epoch = epoch

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Return the batch of these images: (images, labels)."""
        chosen = torch.as_tensor(indices)
        images = self.pixels.index_select(0, chosen).movedim(-1, 1)
        if self.augment:
            numbers = sample_numbers(chosen, 3, seed=self.seed, epoch=self.epoch)
            images = crop_and_flip(images, self.padding, numbers)
        return normalize(images, IMAGENET_MEAN, IMAGENET_STD), self.labels[chosen]

    def selected(
        self, rows: Int[Tensor, " row"], change: Callable[[Tensor], Tensor] = torch.Tensor.clone
    ) -> Images:
        """Make images, not augmented, of some of these, with pixels that `change` makes of theirs."""
        pixels = change(self.pixels[rows]).movedim(-1, 1)
        return Images(pixels, self.labels[rows], augment=False, seed=self.seed)


@dataclass(frozen=True)
class Splits:
    """The images of a training run, and what they are for.

    Attributes:
        train: augmented.
        train_unaugmented: some of `train`'s images as they are, for the training error.
        valid: for choices, and for the errors during training.
        test: for the end.
        classes: names.
    """

    train: Images
    train_unaugmented: Images
    valid: Images
    test: Images
    classes: tuple[str, ...]


def classes_of(name: str) -> tuple[str, ...]:
    """Return the classes' names of a data set.

    Raises:
        ImageDataError: an unknown name.
    """
    names = {
        "cifar10": CIFAR10_CLASSES,
        "fashion-mnist": FASHION_MNIST_CLASSES,
        "sample": tuple("0123456789"),
    }
    if name not in names:
        raise ImageDataError(f"no data set {name!r} here: choose {', '.join(names)}")
    return names[name]


def averaged(
    images: UInt8[Tensor, "*image color 32 32"], size: int
) -> UInt8[Tensor, "*image color {size} {size}"]:
    """Average square patches of images until their sides have `size` pixels, a divisor of 32."""
    if size == 32:
        return images
    return avg_pool2d(images.float(), 32 // size).round().to(torch.uint8)


def load(name: str, image_size: int = 32, seed: int = 0) -> Splits:
    """Load the splits of a data set.

    Args:
        name: cifar10 and fashion-mnist (28×28 gray, with a border of zeros) are fetched; sample are
            scikit-learn's handwritten digits, 8×8, enlarged.
        image_size: pixels a side; smaller than 32 averages square patches.
        seed: decides which images are for validation, and of the crops.

    Raises:
        ImageDataError: an unknown name, or a size that 32 is no multiple of.
        DataUnavailableError: the data set could not be fetched.
    """
    if image_size < 4 or 32 % image_size:
        raise ImageDataError(f"images of {image_size} pixels: choose 4, 8, 16 or 32")
    classes = classes_of(name)
    if name == "cifar10":
        train, test = load_cifar10("train"), load_cifar10("test")
        images = np.concatenate([train.images, test.images]).transpose(0, 3, 1, 2)
        labels = np.concatenate([train.labels, test.labels])
        valid_count, test_count = 5000, 10_000
    elif name == "fashion-mnist":
        train, test = load_fashion_mnist("train"), load_fashion_mnist("test")
        gray = np.pad(np.concatenate([train.images, test.images]), ((0, 0), (2, 2), (2, 2)))
        images = gray[:, None]
        labels = np.concatenate([train.labels, test.labels])
        valid_count, test_count = 5000, 10_000
    else:
        from sklearn.datasets import load_digits  # takes a second

        digits = load_digits()
        images = np.kron(digits.images * (255 / 16), np.ones((4, 4))).astype(np.uint8)[:, None]
        labels = digits.target
        valid_count, test_count = 200, 397

    pixels = torch.from_numpy(np.ascontiguousarray(images))
    pixels = averaged(pixels, image_size).expand(-1, 3, -1, -1)  # gray is three equal colors
    numbers = torch.from_numpy(labels.astype(np.int64))
    test_start = len(numbers) - test_count
    order = torch.randperm(test_start, generator=torch.Generator().manual_seed(seed))
    valid_rows, train_rows = order[:valid_count], order[valid_count:]

    def part(rows: Tensor, *, augment: bool = False) -> Images:
        return Images(pixels[rows], numbers[rows], augment=augment, seed=seed)

    return Splits(
        train=part(train_rows, augment=True),
        train_unaugmented=part(train_rows[:valid_count]),
        valid=part(valid_rows),
        test=part(torch.arange(test_start, len(numbers))),
        classes=classes,
    )
