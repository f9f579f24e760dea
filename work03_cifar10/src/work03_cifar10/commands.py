"""What stands behind `python predict.py`: the most probable classes of one's own photos."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import tyro

from shared.data.images.photos import ImageError, read_image
from shared.training.saved import newest_run
from work03_cifar10.training.trained_model import FILE, load_trained


def predict(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    run: Path | None = None,
    top: int = 3,
) -> None:
    """Print the most probable classes of each image.

    Args:
        images: photos in any format that Pillow reads.
        run: the folder of a finished run of train.py; the newest in runs/ by default.
        top: how many classes to print.
    """
    if not images:
        raise ImageError("name at least one image")
    photos = [read_image(path) for path in images]
    folder = run or newest_run(Path("runs"), FILE)
    classifier = load_trained(folder)
    print(f"classifier of {folder}")
    for path, photo in zip(images, photos, strict=True):
        probabilities = classifier.probabilities(photo)
        values, numbers = probabilities.topk(min(top, len(classifier.classes)))
        print(path)
        for value, number in zip(values.tolist(), numbers.tolist(), strict=True):
            print(f"  {value:6.1%}  {classifier.classes[number]}")
