"""One factor at a time: batch norm, learning rate, initial weights, branch scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from shared.training import NonFiniteError
from shared.training.config import to_json
from work02_resnet_vgg.studies.degradation import KINDS, RUNS, trained
from work02_resnet_vgg.studies.saving import save
from work02_resnet_vgg.training.config import TrainConfig

ABLATION = TrainConfig(depths=(20,), image_size=8, epochs=1, runs=RUNS)
ABLATIONS: dict[str, dict[str, Any]] = {
    "none: learning rate 0.1, He, scale 1": {},
    "learning rate 0.01": {"learning_rate": 0.01},
    "learning rate 0.5": {"learning_rate": 0.5},
    "no batch norm": {"batch_norm": False},
    "no batch norm, learning rate 0.01": {"batch_norm": False, "learning_rate": 0.01},
    "initial weights: Xavier": {"initialization": "xavier"},
    "initial weights: deviation 0.01": {"initialization": "small"},
    "residual scale 0.1": {"residual_scale": 0.1},
    "residual scale 0.3": {"residual_scale": 0.3},
}


def ablations(seeds: Sequence[int]) -> None:
    """One factor at a time: batch norm, learning rate, initial weights, branch scale."""
    results: dict[str, list[dict[str, float] | None]] = {name: [] for name in ABLATIONS}
    for number, seed in enumerate(seeds, 1):
        for name, changes in ABLATIONS.items():
            config = dataclasses.replace(ABLATION, seed=seed, **changes)
            try:
                last = trained(config)["records"][-1]
                results[name].append({kind: last[f"valid/error, {kind}-20"] for kind in KINDS})
            except NonFiniteError as error:
                print(f"{name}: {error}", flush=True)
                results[name].append(None)
        rows = []
        for name, runs in results.items():
            finite = [run for run in runs if run is not None]
            row: dict[str, Any] = {"change": name}
            for kind in KINDS:
                errors = [round(100 * run[kind], 3) for run in finite]
                row[f"{kind}-20 valid error %"] = errors or "diverged"
            rows.append({**row, "diverged": f"{len(runs) - len(finite)} of {len(runs)}"})
        save(
            "ablations",
            study="ablations",
            rows=rows,
            config=to_json(ABLATION),
            seeds=seeds[:number],
        )
