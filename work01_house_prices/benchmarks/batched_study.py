"""The batched study against training its networks one by one.

Both train the same networks of a study (25 folds of five seeds, five epochs) through the same loop,
and end with the same weights.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import torch
import tyro

from shared.benchmark import Comparison, compare
from shared.reporting import save_results
from shared.training import BareRun
from work01_house_prices.data.fold_tensors import FoldTensors
from work01_house_prices.data.house_prices import HousePrices, load
from work01_house_prices.studies.networks import repeated_folds
from work01_house_prices.training.config import CHOSEN, TrainConfig
from work01_house_prices.training.loop import fit, fit_preprocessors, make_network

RESULTS = Path(__file__).parents[1] / "results"


def one_fold(data: FoldTensors, fold: int) -> FoldTensors:
    """The data of a single fold."""
    chosen = slice(fold, fold + 1)
    return dataclasses.replace(
        data,
        features=data.features[chosen].contiguous(),
        targets=data.targets[chosen].contiguous(),
        means=data.means[chosen],
        stds=data.stds[chosen],
    )


def time_study(config: TrainConfig, houses: HousePrices, rounds: int) -> Comparison:
    """Train the study's networks both ways; their weights must agree."""
    folds = repeated_folds(len(houses.train), seeds=range(5))
    together = fit_preprocessors(houses, folds, config)
    alone = [one_fold(together, fold) for fold in range(together.folds)]

    def train(seeds: Sequence[int], data: FoldTensors) -> dict[str, torch.Tensor]:
        network = make_network(config, seeds, data.columns)
        return fit(BareRun(0), config, network, data).state_dict()

    def one_by_one() -> list[dict[str, torch.Tensor]]:
        return [train([seed], data) for seed, data in enumerate(alone)]

    def batched() -> dict[str, torch.Tensor]:
        return train(range(together.folds), together)

    def agree(results: dict[str, object]) -> None:
        singles, batch = results["one by one"], results["batched"]
        assert isinstance(singles, list)
        assert isinstance(batch, dict)
        for name, weights in batch.items():
            torch.testing.assert_close(
                torch.cat([single[name] for single in singles]), weights, rtol=1e-3, atol=1e-4
            )

    candidates = {"one by one": one_by_one, "batched": batched}
    return compare(candidates, baseline="one by one", agree=agree, rounds=rounds)


def main(data: str = "kaggle", rounds: int = 10) -> None:
    """Time both ways for networks of several widths and write the results file.

    Args:
        data: kaggle, sample, or a folder with train.csv and test.csv.
        rounds: how often each is timed.
    """
    houses = load(data)
    rows = []
    for hidden in ((16, 16), (64, 64)):
        config = dataclasses.replace(CHOSEN, hidden=hidden, epochs=5, dropout=0.0)
        comparison = time_study(config, houses, rounds)
        comparison.show()
        low, middle, high = comparison.speedup("batched")
        rows.append(
            {
                "hidden layers": "-".join(map(str, hidden)),
                "networks": 25,
                "CPU ms, one by one": round(1e3 * median(comparison.seconds["one by one"])),
                "CPU ms, batched": round(1e3 * median(comparison.seconds["batched"])),
                "times as fast": round(middle, 1),
                "quartiles": f"{low:.1f} to {high:.1f}",
            }
        )
    save_results(
        RESULTS / "benchmark_batched_study.json",
        command="python benchmarks/batched_study.py",
        rows=rows,
        config={"rounds": rounds, "epochs": 5, "threads": 1},
    )


if __name__ == "__main__":
    tyro.cli(main)
