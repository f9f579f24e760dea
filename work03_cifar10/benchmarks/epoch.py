"""A part of a training epoch: ours against the plain loop of torchvision, DataLoader and float32.

Both train the same network on the same images with SGD, translating and flipping them at random. The
plain loop treats images one by one with torchvision's transforms; ours augments whole batches of
bytes, lays images out channels-last, and computes in bf16 where `Run` would.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
import torchvision
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from shared.benchmark import compare
from shared.commands import run
from shared.training import Loop
from shared.training.machine.precision import bf16_is_faster
from shared.training.settings.ranges import AtLeast, check
from work03_cifar10.data.augmentation import Augmentation
from work03_cifar10.data.images import Images, Scale
from work03_cifar10.models.alexnet import AlexNet
from work03_cifar10.models.lenet import LeNet

RESULTS = Path(__file__).parents[1] / "results"
PLAIN, OURS = "torchvision and DataLoader, float32", "ours"
NETWORKS: dict[str, tuple[Callable[[], nn.Module], int]] = {
    "lenet": (lambda: LeNet((3, 32, 32)), 1024),
    "alexnet": (AlexNet, 256),
    "resnet18": (lambda: torchvision.models.resnet18(num_classes=10), 256),
}


class OneByOne(Dataset[tuple[Tensor, int]]):
    """Images through torchvision's transforms, one at a time."""

    def __init__(self, pixels: Tensor, labels: Tensor, scale: Scale) -> None:
        self.images = [v2.functional.to_pil_image(image) for image in pixels.movedim(-1, 1)]
        self.labels = labels.tolist()
        self.transform = v2.Compose(
            [
                v2.RandomCrop(pixels.shape[1], padding=2, padding_mode="reflect"),
                v2.RandomHorizontalFlip(),
                v2.ToImage(),
                v2.ToDtype(torch.float32, scale=True),
                v2.Normalize(scale.mean, scale.std),
            ]
        )

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.transform(self.images[index]), self.labels[index]


def measure(name: str, rounds: int, batch: int, save: bool) -> None:
    """Compare both ways for one network."""
    make, count = NETWORKS[name]
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randint(0, 256, (count, 32, 32, 3), dtype=torch.uint8, generator=generator)
    labels = torch.arange(count) % 10
    scale = Scale.of(pixels)
    loaders = {
        PLAIN: DataLoader(OneByOne(pixels, labels, scale), batch, shuffle=True),
        OURS: Loop(0, device="cpu").loader(
            Images(pixels, labels, scale, Augmentation(flip="random", translate=2)),
            batch,
            training=True,
        ),
    }
    fast = bf16_is_faster(torch.device("cpu"))
    models, optimizers = {}, {}
    for way in loaders:
        torch.manual_seed(0)
        models[way] = make()
        if way == OURS:
            models[way] = models[way].to(memory_format=torch.channels_last)
        optimizers[way] = torch.optim.SGD(
            models[way].parameters(), 0.01, momentum=0.9, fused=way == OURS
        )

    def epoch(way: str) -> float:
        total = 0.0
        for images, targets in loaders[way]:
            optimizers[way].zero_grad()
            with torch.autocast("cpu", torch.bfloat16, enabled=fast and way == OURS):
                loss = cross_entropy(models[way](images), targets)
            loss.backward()
            optimizers[way].step()
            total += loss.item()
        return total / len(loaders[way])

    def agree(results: dict[str, object]) -> None:
        torch.testing.assert_close(results[OURS], results[PLAIN], rtol=0.2, atol=0.2)

    comparison = compare(
        {PLAIN: lambda: epoch(PLAIN), OURS: lambda: epoch(OURS)},
        baseline=PLAIN, agree=agree, rounds=rounds, warmup=1,
    )  # fmt: skip
    print(name)
    comparison.show()
    if save:
        comparison.save(
            RESULTS / f"benchmark_epoch_{name}.json",
            about=f"Part of an epoch of {name}: torchvision's plain loop against ours.",
            command="python benchmarks/epoch.py --save",
        )


def main(rounds: int = 7, batch: int = 128, save: bool = False) -> None:
    """Time training on random images of 32×32 for three networks.

    Args:
        rounds: how often each is timed.
        batch: images in a step.
        save: write the results files.
    """
    check("--rounds", rounds, AtLeast(1))
    check("--batch", batch, AtLeast(2))  # batch norm needs two
    for name in NETWORKS:
        measure(name, rounds, batch, save)


if __name__ == "__main__":
    run(main)
