"""Plain against residual networks, over several seeds."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.reporting import load_results
from shared.training import read_metrics, read_summary
from shared.training.config import to_json
from work02_resnet_vgg.studies.saving import RESULTS, save
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import train

RUNS = Path("runs") / "study"
DEGRADATION = TrainConfig(epochs=4, runs=RUNS)
KINDS = ("plain", "resnet")
SPLITS = ("train", "valid", "test")


def trained(config: TrainConfig) -> dict[str, Any]:
    """Train once; a run's last record and its test errors."""
    folder = train(config)
    return {"records": read_metrics(folder), "test": read_summary(folder)["metrics"]}


def degradation(seeds: Sequence[int]) -> None:
    """Plain against residual networks on CIFAR-10, over several seeds.

    A seed takes a quarter of an hour. So the results are written after each one, and the seeds
    that the file holds already, of the same settings, are not trained again.
    """
    path = RESULTS / "degradation.json"
    networks = [f"{kind}-{depth}" for depth in DEGRADATION.depths for kind in KINDS]
    table: dict[str, dict[str, list[float]]] = {
        name: {f"{split} error %": [] for split in SPLITS} for name in networks
    }
    done: list[int] = []
    earlier = load_results(path) if path.exists() else None
    if earlier is not None and settings(earlier["config"]) == settings(to_json(DEGRADATION)):
        done = list(earlier["seeds"])
        table = {row.pop("network"): row for row in earlier["rows"]}

    for seed in seeds:
        if seed in done:
            continue
        config = dataclasses.replace(DEGRADATION, seed=seed)
        run = trained(config)
        last, done = run["records"][-1], [*done, seed]
        for name, columns in table.items():
            for split in ("train", "valid"):
                columns[f"{split} error %"].append(round(100 * last[f"{split}/error, {name}"], 3))
            columns["test error %"].append(round(100 * run["test"][f"test error, {name}"], 3))
        shallow, deep = min(config.depths), max(config.depths)
        values: dict[str, Any] = {"epochs": config.epochs}
        for kind in KINDS:
            pairs = zip(
                table[f"{kind}-{deep}"]["train error %"],
                table[f"{kind}-{shallow}"]["train error %"],
                strict=True,
            )
            values[f"{kind}: train error, deep minus shallow"] = [a - b for a, b in pairs]
        save(
            "degradation",
            study="degradation",
            rows=[{"network": name, **columns} for name, columns in table.items()],
            values=values,
            config=to_json(config),
            seeds=done,
        )
        save(
            f"degradation_curves_{seed}",
            study="degradation",
            rows=[{"seed": seed, **record} for record in run["records"]],
            config=to_json(config),
            seeds=[seed],
        )


def settings(config: Mapping[str, Any]) -> dict[str, Any]:
    """A configuration as a results file holds it, without the seed."""
    written: dict[str, Any] = json.loads(json.dumps({**config, "seed": None}))
    return written
