"""Scenes composed on the fly: small pictures on textured backgrounds, with exact boxes.

A picture is cut to its ink, enlarged to a whole number of pixels and laid on a place of whole pixels,
so its box is known without a human's error. Each scene is a function of (seed, number): the same on
every machine, never stored, as many as one wants. Sizes are drawn evenly on a logarithmic scale: many
small ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from final_ssd.data.samples import Target, make_target
from shared.data.images.labeled import (
    CIFAR10_CLASSES,
    FASHION_MNIST_CLASSES,
    load_cifar10,
    load_fashion_mnist,
)
from shared.errors import UserError
from shared.training.batches import EpochDataset

Source = Literal["digits", "cifar10", "fashion-mnist"]
Split = Literal["train", "valid", "test"]
_SEED_OF_SPLIT = {"train": 0, "valid": 1, "test": 2}
TRIES = 20  # places that an object looks for before it is left out


class SceneError(UserError):
    """Settings that no scene can have."""


@dataclass(frozen=True)
class SceneSettings:
    """What a scene looks like.

    Attributes:
        size: pixels a side.
        fewest, most: objects.
        smallest, largest: an object's longer side in pixels.
        occlusion: how much of an earlier object a later one may cover.
        source: where the pictures come from.
    """

    size: int = 128
    fewest: int = 1
    most: int = 8
    smallest: int = 12
    largest: int = 48
    occlusion: float = 0.15
    source: Source = "digits"


@dataclass(frozen=True)
class Pictures:
    """Pictures to compose from, each of its own size.

    Attributes:
        images: gray (ink from 0 to 255, drawn in any color) or RGB (drawn as they are).
        labels: class numbers.
        classes: names.
    """

    images: list[UInt8[np.ndarray, "height width *channel"]]
    labels: list[int]
    classes: tuple[str, ...]


def load_pictures(source: Source, split: Split) -> Pictures:
    """Load the pictures of a split: an object of the test scenes is in no training scene.

    Digits come with scikit-learn; the others are fetched, and take theirs of test from the official
    test set.

    Raises:
        SceneError: an unknown source.
        DataUnavailableError: it could not be fetched.
    """
    if source == "digits":
        from sklearn.datasets import load_digits  # a second, which --help does not need

        digits = load_digits()
        ink = (digits.images * (255 / 16)).round().astype(np.uint8)
        cuts = {"train": slice(0, 1200), "valid": slice(1200, 1400), "test": slice(1400, None)}
        own, labels = ink[cuts[split]], digits.target[cuts[split]]
        return Pictures([_cut_to_ink(one) for one in own], labels.tolist(), tuple("0123456789"))
    if source not in ("cifar10", "fashion-mnist"):
        raise SceneError(f"no pictures of {source!r}: choose digits, cifar10 or fashion-mnist")
    load = load_cifar10 if source == "cifar10" else load_fashion_mnist
    data = load("test" if split == "test" else "train")
    cut = {"train": slice(0, 45_000 if source == "cifar10" else 55_000), "test": slice(None)}
    chosen = cut.get(split, slice(-5_000, None))
    images = list(data.images[chosen])
    if source == "fashion-mnist":
        images = [_cut_to_ink(one) for one in images]
    classes = CIFAR10_CLASSES if source == "cifar10" else FASHION_MNIST_CLASSES
    return Pictures(images, data.labels[chosen].astype(int).tolist(), classes)


def _cut_to_ink(image: UInt8[np.ndarray, "height width"]) -> UInt8[np.ndarray, "rows columns"]:
    """Return the part that holds all pixels of at least a third of the full ink."""
    strong = image >= 85
    rows, columns = np.flatnonzero(strong.any(axis=1)), np.flatnonzero(strong.any(axis=0))
    if not len(rows):
        return image
    return image[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def background(rng: np.random.Generator, size: int) -> Float[np.ndarray, "size size 3"]:
    """Draw a texture: noise of several grain sizes around a random color, 0–255."""
    canvas = np.full((size, size, 3), rng.uniform(40, 215, size=3), dtype=np.float32)
    for grain, strength in ((4, 30.0), (12, 18.0), (size // 2, 8.0)):
        coarse = rng.uniform(-strength, strength, size=(grain, grain, 3))
        shifted = Image.fromarray((coarse + 128).astype(np.uint8))
        canvas += np.asarray(shifted.resize((size, size), Image.Resampling.BILINEAR)) - 128.0
    return canvas


def compose(
    pictures: Pictures, settings: SceneSettings, rng: np.random.Generator
) -> tuple[UInt8[np.ndarray, "size size 3"], list[tuple[int, int, int, int]], list[int]]:
    """Compose one scene: the image, the boxes `x1 y1 x2 y2` of the objects, their classes."""
    canvas = background(rng, settings.size)
    boxes: list[tuple[int, int, int, int]] = []
    labels: list[int] = []
    low, high = np.log(settings.smallest), np.log(settings.largest)
    for _ in range(int(rng.integers(settings.fewest, settings.most + 1))):
        number = int(rng.integers(len(pictures.images)))
        picture = pictures.images[number]
        scale = np.exp(rng.uniform(low, high)) / max(picture.shape[:2])
        height, width = (max(2, round(side * scale)) for side in picture.shape[:2])
        place = _free_place(rng, width, height, boxes, settings)
        if place is None:
            continue
        x, y = place
        enlarged = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
        _paint(canvas[y : y + height, x : x + width], np.asarray(enlarged), rng)
        boxes.append((x, y, x + width, y + height))
        labels.append(pictures.labels[number])
    return canvas.clip(0, 255).astype(np.uint8), boxes, labels


def _free_place(
    rng: np.random.Generator,
    width: int,
    height: int,
    boxes: list[tuple[int, int, int, int]],
    settings: SceneSettings,
) -> tuple[int, int] | None:
    """Find a corner at which no earlier object is covered too much; None after some tries."""
    for _ in range(TRIES):
        x = int(rng.integers(0, settings.size - width + 1))
        y = int(rng.integers(0, settings.size - height + 1))
        for x1, y1, x2, y2 in boxes:
            shared = max(0, min(x2, x + width) - max(x1, x)) * max(
                0, min(y2, y + height) - max(y1, y)
            )
            if shared > settings.occlusion * min((x2 - x1) * (y2 - y1), width * height):
                break
        else:
            return x, y
    return None


def _paint(
    place: Float[np.ndarray, "height width 3"],
    picture: UInt8[np.ndarray, "height width *channel"],
    rng: np.random.Generator,
) -> None:
    """Lay a picture on the canvas: colors as they are, ink in a color that stands out."""
    if picture.ndim == 3:
        place[:] = picture
        return
    around = float(place.mean())
    if around < 90 or (around < 165 and rng.random() < 0.5):
        color = rng.uniform(around + 60, 255, size=3)
    else:
        color = rng.uniform(0, around - 60, size=3)
    ink = picture[..., None].astype(np.float32) / 255
    place += ink * (color.astype(np.float32) - place)


class Scenes(EpochDataset):
    """Composed scenes; item n is always the same, until `start` moves on to new ones.

    Args:
        count: how many in an epoch.
        split: whose pictures are used.
        settings: what they look like.
        seed: another seed, other scenes.
    """

    def __init__(self, count: int, split: Split, settings: SceneSettings, seed: int = 0) -> None:
        if not 2 <= settings.smallest <= settings.largest <= settings.size:
            raise SceneError(
                f"objects of {settings.smallest} to {settings.largest} pixels in a scene of "
                f"{settings.size}: give 2 ≤ smallest ≤ largest ≤ size"
            )
        self.count, self.settings, self.seed, self.split = count, settings, seed, split
        self.pictures = load_pictures(settings.source, split)
        self.classes = self.pictures.classes
        self.epoch = 0

    def __len__(self) -> int:
        return self.count

    def start(self, epoch: int) -> None:
        """Let the scenes be those of this epoch: none is seen twice."""
        self.epoch = epoch

    def __getitem__(self, index: int) -> tuple[UInt8[Tensor, "3 size size"], Target]:
        """Scene `index` of this epoch."""
        key = (self.seed, _SEED_OF_SPLIT[self.split], self.epoch, index)
        image, boxes, labels = compose(self.pictures, self.settings, np.random.default_rng(key))
        target = make_target(torch.tensor(boxes, dtype=torch.float32), torch.tensor(labels))
        return torch.from_numpy(image).movedim(-1, 0), target
