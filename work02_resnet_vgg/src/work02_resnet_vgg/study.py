"""The experiments of the report: `python -m work02_resnet_vgg.study [NAME …]`.

Each writes `results/<name>.json` with its configuration, seeds and origin. `nox -s report` makes
tables and figures of the files.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import tyro

from shared.errors import UserError
from shared.reporting import save_results
from shared.training import read_metrics
from shared.training.config import to_json
from work02_resnet_vgg.training import TrainConfig, train

RESULTS = Path(__file__).parents[2] / "results"
RUNS = Path("runs") / "study"
DEGRADATION = TrainConfig(epochs=4, runs=RUNS)


def command(name: str) -> str:
    """What to type to measure results/`name`.json again."""
    return f"python -m work02_resnet_vgg.study {name}"


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once; a run's last record and its test errors."""
    folder = train(config)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return {"records": read_metrics(folder), "tested": summary["metrics"]}


def degradation(seeds: Sequence[int]) -> None:
    """Plain against residual networks on CIFAR-10, over several seeds."""
    runs: list[dict[str, Any]] = []
    for seed in seeds:
        config = dataclasses.replace(DEGRADATION, seed=seed)
        runs.append(trained(config))
        rows = []
        for depth in config.depths:
            for kind in ("plain", "resnet"):
                name = f"{kind}-{depth}"
                row: dict[str, Any] = {"network": name}
                for split in ("train", "valid"):
                    found = [run["records"][-1][f"{split}/error, {name}"] for run in runs]
                    row[f"{split} error %"] = [round(100 * error, 3) for error in found]
                found = [run["tested"][f"test error, {name}"] for run in runs]
                row["test error %"] = [round(100 * error, 3) for error in found]
                rows.append(row)
        shallow, deep = min(config.depths), max(config.depths)
        values: dict[str, Any] = {"epochs": config.epochs}
        for kind in ("plain", "resnet"):
            errors = {row["network"]: row["train error %"] for row in rows}
            pairs = zip(errors[f"{kind}-{deep}"], errors[f"{kind}-{shallow}"], strict=True)
            values[f"{kind}: train error, deep minus shallow"] = [a - b for a, b in pairs]
        # Written after each seed, so that a long study that is stopped leaves what it has.
        save_results(
            RESULTS / "degradation.json",
            command=command("degradation"),
            rows=rows,
            values=values,
            config=to_json(config),
            seeds=seeds[: len(runs)],
        )
        curves = [{"seed": seed, **record} for record in runs[-1]["records"]]
        save_results(
            RESULTS / f"degradation_curves_{seed}.json",
            command=command("degradation"),
            rows=curves,
            config=to_json(config),
            seeds=[seed],
        )


STUDIES: dict[str, Callable[[Sequence[int]], None]] = {
    study.__name__: study for study in (degradation,)
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
    unknown = sorted(set(names) - set(STUDIES))
    if unknown:
        print(f"error: no study {unknown[0]!r}; there are {', '.join(STUDIES)}", file=sys.stderr)
        return 2
    try:
        for name in names or STUDIES:
            start = time.monotonic()
            print(f"{name}: {(STUDIES[name].__doc__ or '').partition(chr(10))[0]}", flush=True)
            STUDIES[name](seeds)
            print(f"{name}: {time.monotonic() - start:.0f} s", flush=True)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(tyro.cli(main))
