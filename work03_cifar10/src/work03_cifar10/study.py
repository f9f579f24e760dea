"""The experiments of the report: `python -m work03_cifar10.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin, after each seed, so that
a study that is stopped leaves what it has. `nox -s report` makes tables and figures of the files.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import tyro

from shared.reporting import run_studies, save_results
from shared.training import read_metrics
from shared.training.config import to_json
from work03_cifar10.training import TrainConfig, completed, train

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work03_cifar10.study {name}"


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once; what came out, accuracies in per cent.

    The validation accuracies are of several views, and of one ("valid, one view"), where both
    were looked at.
    """
    folder = train(config)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    metrics, last = summary["metrics"], read_metrics(folder)[-1]
    found = {
        "parameters": metrics["parameters"],
        "test accuracy %": round(100 * metrics["test accuracy"], 3),
        "core-seconds": summary["cpu_seconds"],
        "wall seconds": summary["seconds"],
        "train accuracy %": round(100 * last["train/accuracy"], 3),
    }
    if "valid accuracy" in metrics:
        found["valid accuracy %"] = round(100 * metrics["valid accuracy"], 3)
        found["valid, one view %"] = round(100 * last["valid/accuracy"], 3)
    return found


def repeat(
    name: str,
    variants: Mapping[str, TrainConfig],
    seeds: Sequence[int],
    what: str = "variant",
) -> None:
    """Train each variant with each seed; a row of results/`name`.json for each variant.

    Args:
        name: of the results file, and of the study.
        variants: settings by name.
        seeds: one run each.
        what: the title of the first column.
    """
    found: dict[str, list[dict[str, Any]]] = {variant: [] for variant in variants}
    for seed in seeds:
        for variant, config in variants.items():
            config = dataclasses.replace(config, seed=seed, runs=RUNS)
            found[variant].append(trained(config))
            rows = [
                {
                    what: title,
                    "parameters": runs[0]["parameters"],
                    **{key: [run[key] for run in runs] for key in runs[0] if key != "parameters"},
                    "seeds": len(runs),
                }
                for title, runs in found.items()
                if runs
            ]
            save_results(
                RESULTS / f"{name}.json",
                command=command(name),
                rows=rows,
                config={title: to_json(completed(each)) for title, each in variants.items()},
                seeds=list(seeds)[: max(len(runs) for runs in found.values())],
            )


def default(seeds: Sequence[int]) -> None:
    """What `python train.py` reaches: the fast net at half width."""
    repeat("default", {"fast, half width": TrainConfig()}, seeds)


FULL_WIDTH = (64, 256, 256)


def ninety_four(seeds: Sequence[int]) -> None:
    """The fast net at full width on all 50,000 images, for 94 %."""
    config = TrainConfig(widths=FULL_WIDTH, epochs=11, held_out=0)
    repeat("ninety_four", {"fast, full width": config}, seeds)


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study for study in (default, ninety_four)
}


def main(
    names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    seeds: tuple[int, ...] = (0, 1, 2),
) -> int:
    """Run experiments and write their results files.

    Args:
        names: which ones; all of them where none is named.
        seeds: of the networks that are trained.
    """
    return run_studies(STUDIES, names, lambda: seeds)


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
