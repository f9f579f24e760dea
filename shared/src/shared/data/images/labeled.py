"""CIFAR-10, MNIST and Fashion-MNIST as arrays of bytes, in the order of their publishers."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from jaxtyping import UInt8

from shared.data.cache import fetch
from shared.data.errors import FormatError

Split = Literal["train", "test"]

CIFAR10_CLASSES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)
MNIST_CLASSES = tuple("0123456789")
FASHION_MNIST_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


@dataclass(frozen=True)
class LabeledImages:
    """Images 0–255 with the number of each one's class; gray images have no channel axis."""

    images: UInt8[np.ndarray, "image height width *channel"]
    labels: UInt8[np.ndarray, " image"]
    classes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)


def load_cifar10(split: Split) -> LabeledImages:
    """Return CIFAR-10 (Krizhevsky, 2009): 50,000 or 10,000 RGB images 32×32, channels last."""
    folder = fetch("cifar10")
    images = np.load(folder / f"{split}_images.npy", allow_pickle=False)
    labels = np.load(folder / f"{split}_labels.npy", allow_pickle=False)
    return LabeledImages(images, labels, CIFAR10_CLASSES)


def load_mnist(split: Split) -> LabeledImages:
    """Return MNIST (LeCun et al., 1998): 60,000 or 10,000 gray digits 28×28, white on black."""
    return _load_idx_pair(fetch("mnist"), split, MNIST_CLASSES)


def load_fashion_mnist(split: Split) -> LabeledImages:
    """Return Fashion-MNIST (Xiao et al., 2017): 60,000 or 10,000 gray photos of clothing 28×28."""
    return _load_idx_pair(fetch("fashion-mnist"), split, FASHION_MNIST_CLASSES)


def _load_idx_pair(folder: Path, split: Split, classes: tuple[str, ...]) -> LabeledImages:
    name = "train" if split == "train" else "t10k"
    images = read_idx(folder / f"{name}-images-idx3-ubyte")
    labels = read_idx(folder / f"{name}-labels-idx1-ubyte")
    return LabeledImages(images, labels, classes)


def read_idx(path: Path) -> UInt8[np.ndarray, "..."]:
    """Read an idx file of unsigned bytes, MNIST's own format.

    Two zero bytes, the type (8: unsigned byte), the number of axes, each axis's length as a
    big-endian 32-bit integer, then the values in C order.

    Raises:
        FormatError: the file is anything else.
    """
    data = path.read_bytes()
    if len(data) < 4 or data[:3] != b"\x00\x00\x08":
        raise FormatError(f"{path} is no idx file of unsigned bytes")
    axes = data[3]
    start = 4 + 4 * axes
    if len(data) < start:
        raise FormatError(f"{path} ends within its header")
    shape = struct.unpack(f">{axes}I", data[4:start])
    values = np.frombuffer(data, dtype=np.uint8, offset=start)
    count = 1
    for length in shape:  # Python's integers do not overflow, as a hostile shape might want
        count *= length
    if count != len(values):
        raise FormatError(f"{path} states the shape {shape} but holds {len(values)} values")
    return values.reshape(shape).copy()  # a copy can be written to, a buffer cannot
