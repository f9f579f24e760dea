"""How training scales from one process to two under `torchrun`: same settings, one thread each.

A step has as many images in all; each process takes its share of them. This compares seconds by
the clock, so it needs a core for each process with nothing else to do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

import tyro

from shared.reporting import save_results

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "results" / "benchmark_processes.json"


def train(processes: int, *options: str) -> dict[str, Any]:
    """The summary of a run under torchrun."""
    with tempfile.TemporaryDirectory() as runs:
        command = [
            sys.executable, "-m", "torch.distributed.run", "--standalone",
            "--nproc-per-node", str(processes), "train.py", *options, "--runs", runs,
        ]  # fmt: skip
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, check=True)
        (path,) = Path(runs).glob("*/summary.json")
        summary: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return summary


def main(rounds: int = 3, epochs: int = 2, save: bool = False) -> None:
    """Train a small fast net on MNIST with one process and with two, in turns.

    Args:
        rounds: runs of each.
        epochs: of a run.
        save: write the results file.
    """
    options = ["--data", "mnist", "--widths", "16", "32", "48", "--epochs", str(epochs)]
    summaries: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    for seed in range(rounds):
        for processes, runs in summaries.items():
            runs.append(train(processes, *options, "--seed", str(seed)))
            print(processes, "process(es):", runs[-1]["seconds"], "s", flush=True)
    ratios = [one["seconds"] / two["seconds"] for one, two in zip(*summaries.values(), strict=True)]
    rows = [
        {
            "processes": processes,
            "seconds (median)": median(run["seconds"] for run in runs),
            "test accuracy %": [100 * run["metrics"]["test accuracy"] for run in runs],
        }
        for processes, runs in summaries.items()
    ]
    print(*rows, f"two processes are {median(ratios):.2f} times as fast", sep="\n")
    if save:
        save_results(
            RESULTS,
            command="python benchmarks/processes.py --save",
            rows=rows,
            values={"times as fast": ratios},
            config={"epochs": epochs, "data": "mnist"},
            seeds=list(range(rounds)),
        )


if __name__ == "__main__":
    tyro.cli(main)
