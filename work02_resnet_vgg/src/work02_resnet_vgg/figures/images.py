"""What the networks see: images of each class, averaged to fewer pixels, and cropped and mirrored.

`python -m work02_resnet_vgg.figures.images` draws it for CIFAR-10, which is fetched once.
"""

from __future__ import annotations

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from shared.commands import run
from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD
from shared.plotting import figure
from work02_resnet_vgg.data import averaged, load

RESULTS = Path(__file__).parents[3] / "results"


def unnormalized(
    images: Float[Tensor, "image 3 height width"],
) -> Float[Tensor, "image 3 height width"]:
    """Undo the normalization of a batch: pixels from 0 to 1 again."""
    mean, std = (torch.tensor(numbers)[:, None, None] for numbers in (IMAGENET_MEAN, IMAGENET_STD))
    return (images * std + mean).clamp(0, 1)


def draw_images(path: Path, data: str = "cifar10") -> None:
    """Draw one training image of each class, a row for each way that a network gets it.

    Args:
        path: the figure's file.
        data: cifar10, fashion-mnist or sample.

    Raises:
        DataUnavailableError: the data set could not be fetched.
    """
    splits = load(data)
    train, classes = splits.train, splits.classes
    first = [int((train.labels == number).nonzero()[0, 0]) for number in range(len(classes))]
    pixels = train.pixels[first].movedim(-1, 1)
    seen = {f"{size}×{size}": averaged(pixels, size) / 255 for size in (32, 16, 8)}
    for epoch in (0, 1):
        train.start(epoch)
        seen[f"32×32,\nepoch {epoch + 1}"] = unnormalized(train.__getitems__(first)[0])
    with figure(path, rows=len(seen), columns=len(classes), width=8, height=0.85) as (_, axes):
        for place, axis in enumerate(axes):
            row, column = divmod(place, len(classes))
            name, images = list(seen.items())[row]
            axis.imshow(images[column].movedim(0, -1).numpy())
            axis.set(xticks=[], yticks=[])
            axis.set_frame_on(False)
            axis.grid(visible=False)
            if row == 0:
                axis.set_title(classes[column], fontsize=9)
            if column == 0:
                axis.set_ylabel(name, fontsize=9, rotation=0, ha="right", va="center")


def main() -> None:
    """Draw the report's figure."""
    draw_images(RESULTS / "images.png")


if __name__ == "__main__":
    run(main)
