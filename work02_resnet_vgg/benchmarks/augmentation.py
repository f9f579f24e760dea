"""Augmentation of whole batches against torchvision's image by image in a DataLoader.

Both crop after padding by 4, mirror half of the images and normalize; both draw at random, so the
results agree in distribution: their mean and spread are compared, and the tests look at each crop.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from shared.benchmark import compare
from shared.commands import run
from shared.data.images.augmentation import IMAGENET_MEAN, IMAGENET_STD
from shared.training import Loop
from work02_resnet_vgg.data import Images

RESULTS = Path(__file__).parents[1] / "results"
PLAIN, OURS = "torchvision, image by image", "ours, batch by batch"


class OneByOne(Dataset[tuple[Tensor, Tensor]]):
    """Images through torchvision's transforms, one at a time."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.images, self.labels = images, labels
        self.transform = v2.Compose(
            [
                v2.RandomCrop(32, padding=4),
                v2.RandomHorizontalFlip(),
                v2.ToDtype(torch.float32, scale=True),
                v2.Normalize(IMAGENET_MEAN, IMAGENET_STD),
            ]
        )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.transform(self.images[index]), self.labels[index]


def main(count: int = 2048, batch: int = 128, rounds: int = 10, save: bool = False) -> None:
    """Time one pass over random images of 32×32.

    Args:
        count: images.
        batch: images at once.
        rounds: how often each is timed.
        save: write the results file.
    """
    generator = torch.Generator().manual_seed(0)
    images = torch.randint(0, 256, (count, 3, 32, 32), dtype=torch.uint8, generator=generator)
    labels = torch.arange(count) % 10
    plain = DataLoader(OneByOne(images, labels), batch, shuffle=True)
    ours = Loop(0).loader(Images(images, labels, augment=True), batch, training=True)

    def pass_over(loader: DataLoader[tuple[Tensor, Tensor]]) -> Tensor:
        for batch in loader:
            last = batch[0]
        return torch.stack([last.mean(), last.square().mean()])

    def agree(results: dict[str, object]) -> None:
        torch.testing.assert_close(results[OURS], results[PLAIN], rtol=0.05, atol=0.05)

    comparison = compare(
        {PLAIN: lambda: pass_over(plain), OURS: lambda: pass_over(ours)},
        baseline=PLAIN, agree=agree, rounds=rounds,
    )  # fmt: skip
    comparison.show()
    if save:
        comparison.save(
            RESULTS / "benchmark_augmentation.json",
            about="Augmentation of whole batches against one image at a time.",
            command="python benchmarks/augmentation.py --save",
        )


if __name__ == "__main__":
    run(main)
