"""`python predict.py`: the most probable classes of one's own photos."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import tyro

from shared.data.photos import ImageError, read_image
from shared.errors import UserError
from work03_cifar10.trained_model import latest, load_trained


def main(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    run: Path | None = None,
    top: int = 3,
) -> int:
    """Print the most probable classes of each image.

    Args:
        images: photos in any format that Pillow reads.
        run: the folder of a finished run of train.py; the newest in runs/ by default.
        top: how many classes to print.
    """
    try:
        if not images:
            raise ImageError("name at least one image")
        photos = [read_image(path) for path in images]
        folder = run or latest(Path("runs"))
        trained = load_trained(folder)
        print(f"classifier of {folder}")
        for path, photo in zip(images, photos, strict=True):
            values, numbers = trained.probabilities(photo).topk(min(top, len(trained.classes)))
            print(path)
            for value, number in zip(values.tolist(), numbers.tolist(), strict=True):
                print(f"  {value:6.1%}  {trained.classes[number]}")
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
