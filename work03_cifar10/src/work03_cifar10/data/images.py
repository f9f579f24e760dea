"""Labeled images in memory, which leave it as normalized batches.

Images stay bytes, channels last, until a batch is asked for; then the whole batch is augmented and
normalized at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from shared.data.images.augmentation import normalize
from shared.training import EpochDataset, InMemory
from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation, augment


@dataclass(frozen=True)
class Scale:
    """Mean and standard deviation of each channel of the training images, between 0 and 1."""

    mean: tuple[float, ...]
    std: tuple[float, ...]

    @classmethod
    def of(cls, pixels: UInt8[Tensor, "image height width channel"]) -> Scale:
        """Find the scale that gives these images mean 0 and standard deviation 1."""
        # Counting the 256 values is exact, and needs no copy of the images as floats.
        values = torch.arange(256, dtype=torch.float64) / 255
        means, stds = [], []
        for channel in pixels.unbind(-1):
            share = torch.bincount(channel.flatten().int(), minlength=256) / channel.numel()
            mean = (share * values).sum()
            means.append(float(mean))
            stds.append(max(float((share * (values - mean) ** 2).sum().sqrt()), 1e-3))
        return cls(tuple(means), tuple(stds))


@dataclass(eq=False)
class Images(InMemory, EpochDataset):
    """Images in memory that leave it as normalized batches, with their labels.

    Attributes:
        pixels: bytes, a pixel's channels side by side.
        labels: numbers of the classes.
        scale: how bytes become numbers around 0.
        augmentation: what happens to each image at random.
        seed: of the augmentation.
        epoch: likewise; `start` changes it.
    """

    pixels: UInt8[Tensor, "image height width channel"]
    labels: Int[Tensor, " image"]
    scale: Scale
    augmentation: Augmentation = NO_AUGMENTATION
    seed: int = 0
    epoch: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    def start(self, epoch: int) -> None:
        """Hand out the batches of `epoch` from here on: the augmentation depends on it."""
        self.epoch = epoch

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, ...]:
        """Return the batch of these images: (images, labels)."""
        rows = torch.as_tensor(indices)
        pixels = self.pixels.index_select(0, rows)
        pixels = augment(pixels, self.augmentation, rows, self.epoch, self.seed)
        images = normalize(pixels.movedim(-1, 1), self.scale.mean, self.scale.std)
        return images, self.labels[rows]

    def select(self, rows: Int[Tensor, " row"]) -> Images:
        """Return these rows alone."""
        return replace(self, pixels=self.pixels[rows], labels=self.labels[rows], epoch=0)

    def all(self) -> tuple[Float[Tensor, "image channel height width"], Int[Tensor, " image"]]:
        """Return all images at once."""
        images, labels = self.__getitems__(range(len(self)))
        return images, labels


def with_channels(
    images: UInt8[np.ndarray, "image height width *channel"],
) -> UInt8[Tensor, "image height width channel"]:
    """Return the images as a tensor; gray ones get an axis of one channel."""
    tensor = torch.from_numpy(np.ascontiguousarray(images))
    return tensor if tensor.dim() == 4 else tensor[..., None]
