"""Five networks of the LeNet study trained as one against five trained one after the other."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import torch

from shared.benchmark import compare
from shared.commands import run
from shared.training import Loop
from shared.training.settings.ranges import AtLeast, check
from work03_cifar10.models.batched_convnet import accuracies
from work03_cifar10.studies.lenet import BASELINE, fit

RESULTS = Path(__file__).parents[1] / "results"
ALONE, TOGETHER = "one after the other", "as one batched network"
SEEDS = (0, 1, 2, 3, 4)


def main(images: int = 640, rounds: int = 7, save: bool = False) -> None:
    """Time one epoch on random gray images of 28×28.

    Args:
        images: how many.
        rounds: how often each is timed.
        save: write the results file.
    """
    check("--images", images, AtLeast(BASELINE.batch_size))
    check("--rounds", rounds, AtLeast(1))
    generator = torch.Generator().manual_seed(0)
    pixels = torch.randn(images, 1, 28, 28, generator=generator)
    labels = torch.arange(images) % 10
    trial = dataclasses.replace(BASELINE, epochs=1)

    def trained(*groups: tuple[int, ...]) -> list[float]:
        results = []
        for seeds in groups:
            loop = Loop(seeds[0], device="cpu")
            results += accuracies(fit(loop, trial, pixels, labels, seeds), pixels, labels)
        return results

    def agree(results: dict[str, object]) -> None:
        # The first network sees the same batches both ways; rounding may turn a few answers.
        first = [torch.tensor(results[way])[0] for way in (ALONE, TOGETHER)]
        torch.testing.assert_close(*first, atol=0.02, rtol=0)

    comparison = compare(
        {
            ALONE: lambda: trained(*((seed,) for seed in SEEDS)),
            TOGETHER: lambda: trained(SEEDS),
        },
        baseline=ALONE, agree=agree, rounds=rounds, warmup=1,
    )  # fmt: skip
    comparison.show()
    if save:
        comparison.save(
            RESULTS / "benchmark_batched_networks.json",
            about="Five networks of the LeNet study, trained as one and one after the other.",
            command="python benchmarks/batched_networks.py --save",
        )


if __name__ == "__main__":
    run(main)
