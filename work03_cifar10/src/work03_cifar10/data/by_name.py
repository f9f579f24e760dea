"""The data that `--data` names: a data set of the course, or pictures of one's own."""

from __future__ import annotations

from pathlib import Path

from work03_cifar10.data.augmentation import NO_AUGMENTATION, Augmentation
from work03_cifar10.data.folder import TEST_SHARE, load_collection
from work03_cifar10.data.splits import NAMES, ImageDataError, Splits, load, with_scale


def load_by_name(
    name: str,
    *,
    image_size: int,
    held_out: float,
    augmentation: Augmentation = NO_AUGMENTATION,
    seed: int = 0,
) -> Splits:
    """Load the splits of a data set, a folder or a CSV.

    Args:
        name: of a data set, or the path of a folder or a CSV.
        image_size: pixels a side that pictures of one's own are scaled to.
        held_out: training images to validate with: a share below 1, or how many. Where it is 0, all
            of an undivided set of one's own are trained with, and none is kept for the end.
        augmentation: of the training images.
        seed: decides which images are held out.

    Raises:
        ImageDataError: there is no such data, or it cannot be used.
        DataUnavailableError: the data set could not be fetched.
    """
    if name in NAMES:
        return load(name, held_out=held_out, augmentation=augmentation, seed=seed)
    if not Path(name).exists():
        raise ImageDataError(
            f"no data set and no folder {name}: choose {', '.join(NAMES)}, or name a "
            "folder with a folder of images for each class, or a CSV"
        )
    test_share = TEST_SHARE if held_out else 0
    pictures = load_collection(
        Path(name), image_size, held_out=held_out, test_share=test_share, seed=seed
    )
    return with_scale(
        pictures.train, pictures.valid, pictures.test,
        augmentation=augmentation, seed=seed, report=pictures.report,
    )  # fmt: skip
