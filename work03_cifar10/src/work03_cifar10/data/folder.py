"""Pictures of one's own, read and divided: to train with, to validate with, for the end.

Files that are no images are named and left out; what makes the whole set unusable is an error. A
picture that is there twice is never in two parts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8

from shared.data.images.labeled import LabeledImages
from shared.data.images.photos import ImageError, read_image
from shared.data.progress import progress
from shared.plain_text import printable
from work03_cifar10.data.layout import Part, Photo, read_layout, shown
from work03_cifar10.data.photos import square
from work03_cifar10.data.splits import ImageDataError, held_out_count, stratified_split

TEST_SHARE = 0.2
NAMES: dict[Part, str] = {"train": "training", "valid": "validation", "test": "test"}


@dataclass(frozen=True)
class Collection:
    """Pictures from files, each part shuffled.

    Attributes:
        train: to train with.
        valid: to choose by; may be empty.
        test: for the end; may be empty.
        report: lines about what the files are: classes, sizes, copies, what is not used.
    """

    train: LabeledImages
    valid: LabeledImages
    test: LabeledImages
    report: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Picture:
    """A file that was read.

    Attributes:
        file: where it is.
        label: its class's name.
        size: (width, height) of the whole picture.
        pixels: its middle.
    """

    file: Path
    label: str
    size: tuple[int, int]
    pixels: UInt8[np.ndarray, "size size 3"]

    @property
    def digest(self) -> bytes:
        """Equal where a network sees the same: also for a file that was only saved again."""
        return hashlib.sha256(self.pixels.tobytes()).digest()


def load_collection(
    path: Path, size: int, *, held_out: float = 0, test_share: float = TEST_SHARE, seed: int = 0
) -> Collection:
    """Read all pictures, cut to squares of `size` pixels.

    Where no folder is for the end or for validation, `test_share` of the set is kept for the end, and
    `held_out` of the rest for validation: a share below 1, or how many.

    Raises:
        ImageDataError: there are no images, fewer than two classes, too few images of a class; or
            the folders or the lines of a table cannot be understood.
    """
    layout = read_layout(path)
    report = list(layout.notes)
    classes = tuple(sorted({photo.label for photo in next(iter(layout.parts.values()))}))
    if len(classes) < 2:
        raise ImageDataError(
            f"{path} has {len(classes)} class(es) with images: put the images of each class into "
            "a folder of their own, or name at least two labels"
            + "".join(f"\n  {note}" for note in report)
        )
    broken: list[str] = []
    parts = {name: read(photos, classes, size, broken) for name, photos in layout.parts.items()}
    train = parts.get("all") or parts.get("train", [])
    check_counts(train, classes, 1 if "valid" in parts else 3, broken)
    report[:0] = describe([picture for part in parts.values() for picture in part], classes, size)
    if broken:
        report.append(f"left out: {shown(broken)}")
    if "all" in parts:
        train, test = divide(train, round(test_share * len(train)), seed)
    else:
        test = without_copies(parts, "test", report)
    if "valid" in parts:
        report.append("validation images have their own folder: --held-out is not used")
        valid = without_copies(parts, "valid", report)
        train, _ = divide(train, 0, seed)
    else:
        train, valid = divide(train, held_out_count(held_out, len(train)), seed)
    for what, part in (("validation", valid), ("test", test)):
        if not part:
            report.append(f"no {what} images: nothing is measured on any")
    first, second, third = (stack(part, classes, size) for part in (train, valid, test))
    return Collection(first, second, third, tuple(map(printable, report)))


def read(
    photos: Sequence[Photo], classes: Sequence[str], size: int, broken: list[str]
) -> list[Picture]:
    """Read the images that can be read; a line about each other one is added to `broken`.

    Raises:
        ImageDataError: a class is not among `classes`.
    """
    pictures = []
    sizes = [photo.file.stat().st_size if photo.file.is_file() else 0 for photo in photos]
    with progress("reading pictures", sum(sizes)) as bar:
        for photo, bytes_of_file in zip(photos, sizes, strict=True):
            if photo.label not in classes:
                raise ImageDataError(
                    f"{photo.file} is of class {photo.label}, which no training image has"
                )
            bar.update(bytes_of_file)
            try:
                image = read_image(photo.file)
            except ImageError as error:
                broken.append(str(error))
                continue
            pictures.append(Picture(photo.file, photo.label, image.size, square(image, size)))
    return pictures


def check_counts(
    pictures: Sequence[Picture], classes: Sequence[str], least: int, broken: Sequence[str]
) -> None:
    """Make sure that each class has at least `least` images to train with.

    Raises:
        ImageDataError: one has fewer; what could not be read is named.
    """
    counts = Counter(picture.label for picture in pictures)
    for name in classes:
        if counts[name] < least:
            raise ImageDataError(
                f"class {name} has {counts[name]} image(s) that can be read: it needs at least "
                f"{least}" + "".join(f"\n  left out: {line}" for line in broken[:5])
            )


def describe(pictures: Sequence[Picture], classes: Sequence[str], size: int) -> list[str]:
    """Return lines about all pictures: how many of which class, sizes, copies."""
    counts = Counter(picture.label for picture in pictures)
    lines = [f"{len(pictures)} images: {', '.join(f'{name} {counts[name]}' for name in classes)}"]
    sizes = {picture.size for picture in pictures}
    if len(sizes) > 1:
        (low, high), (small, large) = ((min(side), max(side)) for side in zip(*sizes, strict=True))
        lines.append(
            f"{len(sizes)} sizes from {low}×{small} to {high}×{large}: "
            f"each cut to a square and scaled to {size}×{size}"
        )
    if max(counts.values()) > 3 * min(counts.values()):
        lines.append("the classes are of unequal size: --balance of train.py weighs rare ones more")
    seen: dict[bytes, Picture] = {}
    copies, contradictions = [], []
    for picture in pictures:
        first = seen.setdefault(picture.digest, picture)
        if first is not picture:
            copies.append(f"{picture.file} = {first.file}")
            if first.label != picture.label:
                contradictions.append(copies[-1])
    if copies:
        lines.append(f"the same picture again: {shown(copies)}; no copy is in two parts")
    if contradictions:
        lines.append(f"the same picture in two classes, remove one: {shown(contradictions)}")
    return lines


def divide(
    pictures: Sequence[Picture], held_out: int, seed: int
) -> tuple[list[Picture], list[Picture]]:
    """Hold out about the same share of each class; copies of what remains remain, too."""
    labels = torch.from_numpy(np.unique([p.label for p in pictures], return_inverse=True)[1])
    rest_rows, held_out_rows = stratified_split(labels, held_out, seed)
    rest = [pictures[row] for row in rest_rows.tolist()]
    chosen = [pictures[row] for row in held_out_rows.tolist()]
    known = {picture.digest for picture in rest}
    rest += [picture for picture in chosen if picture.digest in known]
    return rest, [picture for picture in chosen if picture.digest not in known]


def without_copies(
    parts: dict[Part, list[Picture]], name: Part, report: list[str]
) -> list[Picture]:
    """Return part `name` without copies of parts that come before it, mixed; `report` names them."""
    earlier = list(NAMES)[: list(NAMES).index(name)]
    known = {picture.digest for part in earlier for picture in parts.get(part, [])}
    part = parts.get(name, [])
    if copies := [str(picture.file) for picture in part if picture.digest in known]:
        report.append(
            f"left out of the {NAMES[name]} images, as they are copies of "
            f"{' or '.join(NAMES[each] for each in earlier)} images: {shown(copies)}"
        )
    kept = [picture for picture in part if picture.digest not in known]
    return divide(kept, 0, 0)[0] if kept else []


def stack(pictures: Sequence[Picture], classes: tuple[str, ...], size: int) -> LabeledImages:
    """Return the pictures as arrays."""
    images = np.zeros((len(pictures), size, size, 3), np.uint8)
    for image, picture in zip(images, pictures, strict=True):
        image[...] = picture.pixels
    labels = [classes.index(picture.label) for picture in pictures]
    return LabeledImages(images, np.array(labels, dtype=np.int64), classes)
