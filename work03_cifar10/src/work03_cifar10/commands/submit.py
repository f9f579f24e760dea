"""What stands behind `python submit.py`: a competition's test images, and a line for each of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from jaxtyping import Float
from torch import Tensor

from shared.data.images.listing import list_images
from shared.data.images.photos import ImageError, read_image
from shared.data.progress import progress
from shared.files import refuse_unwritable, write_atomically
from work03_cifar10.commands.predict import newest_fitting
from work03_cifar10.data.photos import square
from work03_cifar10.training.trained_model import TrainedModel, load_trained

AT_A_TIME = 100


def submit(
    images: Annotated[Path, tyro.conf.Positional],
    run: Path | None = None,
    probabilities: bool = False,
    out: Path = Path("submission.csv"),
) -> None:
    """Write a Kaggle submission: a line for each test image, with its id and its class.

    An id is the file's name without its ending. Numbers are sorted as numbers.

    Args:
        images: the folder of the test images.
        run: the folder of a finished run; by default the newest in runs/ that fits.
        probabilities: write a column for each class in place of `label`, as for dog breeds.
        out: the file to write.
    """
    refuse_unwritable(out)
    by_id = files_by_id(images)
    files = list(by_id.values())
    folder = run or newest_fitting(Path("runs"), list(map(str, files)))
    classifier = load_trained(folder)
    print(f"with {folder}, which knows {len(classifier.classes)} classes")
    answers, errors = answer(classifier, files)
    rows = []
    for name, file in by_id.items():
        if file in answers and probabilities:
            rows.append([name, *(f"{value:.6g}" for value in answers[file].tolist())])
        elif file in answers:
            rows.append([name, classifier.classes[int(answers[file].argmax())]])
    header = ["id", *(classifier.classes if probabilities else ("label",))]

    def write(path: Path) -> None:
        with path.open("w", encoding="utf-8", errors="surrogateescape", newline="") as lines:
            csv.writer(lines).writerows([header, *rows])

    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, write)
    print(f"{len(rows)} of {len(files)} images answered; written to {out}")
    if errors:
        raise ImageError(
            f"{out} lacks {len(errors)} of {len(files)} images, and Kaggle takes none that lacks "
            "one: " + "; ".join(errors[:5])
        )


def files_by_id(folder: Path) -> dict[str, Path]:
    """Return the pictures in a folder, at any depth, by their names without endings; sorted.

    Raises:
        ImageError: there is no picture, or two have one id.
    """
    listing = list_images(folder)
    by_id: dict[str, Path] = {}
    for file in (*listing.files, *listing.unread):  # what cannot be read is named later
        first = by_id.setdefault(file.stem, file)
        if first != file:
            raise ImageError(f"{first} and {file} have one id, {file.stem}: remove one")
    if not by_id:
        raise ImageError(f"there is no picture in {folder}: name the folder of the test images")
    return dict(sorted(by_id.items(), key=lambda item: _as_number(item[0])))


def _as_number(name: str) -> tuple[int, str]:
    return (int(name), "") if name.isascii() and name.isdecimal() else (-1, name)


def answer(
    classifier: TrainedModel, files: Sequence[Path]
) -> tuple[dict[Path, Float[Tensor, " class"]], list[str]]:
    """Return the classes' probabilities for each file that can be read, and a line about each other."""
    answers: dict[Path, Tensor] = {}
    errors: list[str] = []
    sizes = [file.stat().st_size if file.is_file() else 0 for file in files]
    with progress("classifying pictures", sum(sizes)) as bar:
        for start in range(0, len(files), AT_A_TIME):
            part, read, pixels = files[start : start + AT_A_TIME], [], []
            for file in part:
                try:
                    pixels.append(square(read_image(file), classifier.shape[1]))
                    read.append(file)
                except ImageError as error:
                    errors.append(str(error))
            if read:
                batch = classifier.of_pixels(torch.from_numpy(np.stack(pixels)))
                answers.update(zip(read, batch, strict=True))
            bar.update(sum(sizes[start : start + AT_A_TIME]))
    return answers, errors
