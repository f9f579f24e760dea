"""Whole training runs, repeated over seeds; what is there already is not trained again."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from shared.reporting import save_results
from shared.training import finished_run, read_metrics, read_summary
from shared.training.config import to_json
from work03_cifar10.studies.results import RESULTS, RUNS, command, percent
from work03_cifar10.training.config import TrainConfig, completed
from work03_cifar10.training.loop import train


def finished_or_trained(config: TrainConfig) -> Path:
    """The folder of a finished run with these settings; trains where there is none."""
    return finished_run(completed(config)) or train(config)


def train_once(config: TrainConfig) -> dict[str, Any]:
    """Train once, unless that was done; what came out, accuracies in per cent.

    The validation accuracies are those with test-time augmentation, and of one view.
    """
    folder = finished_or_trained(config)
    summary = read_summary(folder)
    metrics, last = summary["metrics"], read_metrics(folder)[-1]
    result: dict[str, Any] = {
        "parameters": metrics["parameters"],
        "test accuracy %": percent(metrics["test accuracy"], 3),
        "training core-seconds": metrics.get("training core-seconds"),
        "core-seconds": summary["cpu_seconds"],
        "train accuracy %": percent(last["train/accuracy"], 3),
    }
    if "valid accuracy" in metrics:
        result["valid accuracy %"] = percent(metrics["valid accuracy"], 3)
        result["valid, one view %"] = percent(last["valid/accuracy"], 3)
    return result


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
    results: dict[str, list[dict[str, Any]]] = {variant: [] for variant in variants}
    for seed in seeds:
        for variant, config in variants.items():
            config = dataclasses.replace(config, seed=seed, runs=RUNS)
            results[variant].append(train_once(config))
            rows = [
                {
                    what: title,
                    "parameters": runs[0]["parameters"],
                    **{key: [run[key] for run in runs] for key in runs[0] if key != "parameters"},
                    "seeds": len(runs),
                }
                for title, runs in results.items()
                if runs
            ]
            save_results(
                RESULTS / f"{name}.json",
                command=command(name),
                rows=rows,
                values={f"{row[what]}: test accuracy %": row["test accuracy %"] for row in rows},
                config={title: to_json(completed(each)) for title, each in variants.items()},
                seeds=list(seeds)[: max(len(runs) for runs in results.values())],
            )
