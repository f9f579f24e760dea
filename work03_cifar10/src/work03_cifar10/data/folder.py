"""One's own pictures: a folder for each class, or a CSV of files and labels.

    photos/cat/1.jpg  photos/dog/2.png …            split into training and test images here
    photos/train/cat/1.jpg …  photos/test/cat/9.jpg     split as it stands
    list.csv with a header `file,label`, files beside it

Files that are no images are reported and left out; what makes the whole set unusable is an error.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from shared.data.images.labeled import LabeledImages
from shared.data.images.photos import ImageError, read_image
from work03_cifar10.data.photos import ENDINGS, square
from work03_cifar10.data.splits import ImageDataError, stratified_split

TEST_SHARE = 0.2
NAMED = 5  # so many files are named where many are wrong


@dataclass(frozen=True)
class Collection:
    """Pictures from files.

    Attributes:
        train: to train and to validate with.
        test: for the end.
        report: lines about what the files are: classes, sizes, files left out.
    """

    train: LabeledImages
    test: LabeledImages
    report: tuple[str, ...]


def load_collection(path: Path, size: int, seed: int = 0) -> Collection:
    """Read all pictures, cut to squares of `size` pixels.

    Raises:
        ImageDataError: there are no images, fewer than two classes, a class with fewer than three
            images, or a line of the CSV that cannot be.
    """
    if path.is_file():
        parts = {"all": read_csv(path)}
    elif (path / "train").is_dir() and (path / "test").is_dir():
        parts = {part: list_folder(path / part) for part in ("train", "test")}
    elif path.is_dir():
        parts = {"all": list_folder(path)}
    else:
        raise ImageDataError(f"there is no folder and no CSV {path}")
    first = next(iter(parts.values()))
    classes = tuple(sorted({label for _, label in first}))
    if len(classes) < 2:
        raise ImageDataError(
            f"{path} has {len(classes)} class(es) with images: put the images of each class into "
            "a folder of their own, or name at least two labels"
        )
    report: list[str] = []
    images = {name: read_files(files, classes, size, report) for name, files in parts.items()}
    if "test" in images:
        return Collection(images["train"], images["test"], tuple(report))
    together = images["all"]
    labels = torch.from_numpy(together.labels.astype(np.int64))
    train, test = (
        LabeledImages(together.images[rows.numpy()], together.labels[rows.numpy()], classes)
        for rows in stratified_split(labels, round(TEST_SHARE * len(labels)), seed)
    )
    return Collection(train, test, tuple(report))


def list_folder(folder: Path) -> list[tuple[Path, str]]:
    """List the files with the endings of images, each with its folder's name."""
    return [
        (file, kind.name)
        for kind in sorted(folder.iterdir())
        if kind.is_dir()
        for file in sorted(kind.rglob("*"))
        if file.suffix.lower() in ENDINGS
    ]


def read_csv(path: Path) -> list[tuple[Path, str]]:
    """Read files and labels from a CSV with the header `file,label`; files lie beside or below it.

    Raises:
        ImageDataError: the header is another one, a label is empty, or a file lies elsewhere.
    """
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            lines = list(csv.DictReader(stream))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImageDataError(f"{path} is no CSV ({error})") from None
    listed = []
    for number, line in enumerate(lines, 2):
        name, label = line.get("file"), line.get("label")
        if name is None or label is None:
            raise ImageDataError(f"{path}: the first line must be `file,label`")
        if not name or not label.strip():
            raise ImageDataError(f"{path}, line {number}: a file and its label are both needed")
        file = (path.parent / name).resolve()
        if not file.is_relative_to(path.parent.resolve()):
            raise ImageDataError(f"{path}, line {number}: {name} lies outside {path.parent}")
        listed.append((file, label.strip()))
    return listed


def read_files(
    files: Sequence[tuple[Path, str]], classes: tuple[str, ...], size: int, report: list[str]
) -> LabeledImages:
    """Read the images that can be read; lines about them are added to `report`.

    Raises:
        ImageDataError: a class is not among `classes`, or has fewer than three images.
    """
    images, labels, broken, sizes = [], [], [], Counter[tuple[int, int]]()
    for file, label in files:
        if label not in classes:
            raise ImageDataError(f"{file} is of class {label}, which no training image has")
        try:
            image = read_image(file)
        except ImageError as error:
            broken.append(str(error))
            continue
        sizes[image.size] += 1
        images.append(square(image, size))
        labels.append(classes.index(label))
    counts = Counter(labels)
    for number, name in enumerate(classes):
        if counts[number] < 3:
            raise ImageDataError(
                f"class {name} has {counts[number]} image(s) that can be read: it needs at least 3"
                + "".join(f"\n  left out: {line}" for line in broken[:NAMED])
            )
    report.append(
        f"{len(images)} images: "
        + ", ".join(f"{name} {counts[number]}" for number, name in enumerate(classes))
    )
    if len(sizes) > 1:
        widths = [width for width, _ in sizes]
        heights = [height for _, height in sizes]
        report.append(
            f"{len(sizes)} sizes from {min(widths)}×{min(heights)} to {max(widths)}×{max(heights)}:"
            f" each cut to a square and scaled to {size}×{size}"
        )
    if max(counts.values()) > 3 * min(counts.values()):
        report.append("the classes are of unequal size: --balance weighs rare ones more")
    if broken:
        report.append(f"{len(broken)} file(s) left out:")
        report += [f"  {line}" for line in broken[:NAMED]]
        if len(broken) > NAMED:
            report.append(f"  … and {len(broken) - NAMED} more")
    return LabeledImages(np.stack(images), np.array(labels), classes)
