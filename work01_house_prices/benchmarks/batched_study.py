"""Networks of a cross-validation that train as one, against training one after the other.

Both train the same 25 networks (the folds of five cross-validations, five epochs) through the same
loop, and end with the same weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

import torch

from shared.benchmark import Comparison, compare
from shared.commands import run
from shared.reporting.results import save_measured
from shared.training import Loop
from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.folds import make_folds
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.training.config import CHOSEN, TrainConfig
from work01_house_prices.training.loop import fit, fit_preprocessors, make_network

RESULTS = Path(__file__).parents[1] / "results"
ALONE, BATCHED = "one by one", "batched"


def one_fold(data: FoldTensors, fold: int) -> FoldTensors:
    """Return the data of a single fold."""
    chosen = slice(fold, fold + 1)
    return replace(
        data,
        features=data.features[chosen].contiguous(),
        targets=data.targets[chosen].contiguous(),
        means=data.means[chosen],
        stds=data.stds[chosen],
    )


def time_networks(config: TrainConfig, houses: HousePrices, rounds: int) -> Comparison:
    """Train the networks both ways; their weights must agree."""
    folds = [fold for seed in range(5) for fold in make_folds(len(houses.train), seed=seed)]
    together = fit_preprocessors(houses, folds, config)
    alone = [one_fold(together, fold) for fold in range(together.folds)]

    def train(seeds: Sequence[int], data: FoldTensors) -> dict[str, torch.Tensor]:
        network = make_network(config, seeds, data.columns)
        return fit(Loop(0, device="cpu"), config, network, data).state_dict()

    def one_by_one() -> list[dict[str, torch.Tensor]]:
        return [train([seed], data) for seed, data in enumerate(alone)]

    def batched() -> dict[str, torch.Tensor]:
        return train(range(together.folds), together)

    def agree(results: dict[str, object]) -> None:
        singles, batch = results[ALONE], results[BATCHED]
        assert isinstance(singles, list)
        assert isinstance(batch, dict)
        for name, weights in batch.items():
            torch.testing.assert_close(
                torch.cat([single[name] for single in singles]), weights, rtol=1e-3, atol=1e-4
            )

    return compare(
        {ALONE: one_by_one, BATCHED: batched}, baseline=ALONE, agree=agree, rounds=rounds
    )


def main(data: str = "kaggle", rounds: int = 10) -> None:
    """Time both ways for networks of two widths and write the results file.

    Args:
        data: kaggle, sample, or a folder with train.csv and test.csv.
        rounds: how often each is timed.
    """
    houses = load(data)
    base = replace(CHOSEN, data=data, epochs=5, dropout=0.0)
    rows = []
    for hidden in ((16, 16), (64, 64)):
        comparison = time_networks(replace(base, hidden=hidden), houses, rounds)
        comparison.show()
        low, middle, high = comparison.speedup(BATCHED)
        metrics = {
            "networks": 25,
            "cpu_seconds/one_by_one": median(comparison.seconds[ALONE]),
            "cpu_seconds/batched": median(comparison.seconds[BATCHED]),
            "speedup": middle,
            "speedup/quartiles": f"{low:.1f} to {high:.1f}",
        }
        rows.append(({"hidden layers": "-".join(map(str, hidden))}, metrics))
    save_measured(
        RESULTS / "benchmark_batched_study.json",
        rows,
        about="Networks of a cross-validation that train as one, against one after the other.",
        command="python benchmarks/batched_study.py",
        config={
            "data": data,
            "networks": 25,
            "epochs": base.epochs,
            "rounds": rounds,
            "threads": 1,
        },
    )


if __name__ == "__main__":
    run(main)
