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

from shared.commands import run
from shared.reporting.provenance import clean_commit
from shared.reporting.results import Measurement, Results, Variant, environment, now
from shared.training.settings.ranges import AtLeast, check

PROJECT = Path(__file__).parents[1]
RESULTS = PROJECT / "results" / "benchmark_processes.json"


def train(processes: int, *options: str) -> dict[str, Any]:
    """Run train.py under torchrun and return the run's summary."""
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
    check("--rounds", rounds, AtLeast(1))
    check("--epochs", epochs, AtLeast(1))
    options = ["--data", "mnist", "--widths", "16", "32", "48", "--epochs", str(epochs)]
    summaries: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    origin = environment(clean_commit([PROJECT])) if save else {}
    for seed in range(rounds):
        for processes, runs in summaries.items():
            runs.append(train(processes, *options, "--seed", str(seed)))
            print(processes, "process(es):", runs[-1]["seconds"], "s", flush=True)
    variants = []
    for processes, runs in summaries.items():
        middle = median(run["seconds"] for run in runs)
        print(f"{processes} process(es): {middle:.1f} s in the middle")
        measured = [Measurement(None, {"seconds/median": middle}, 0, 0, now(), origin)]
        for seed, (one, this) in enumerate(zip(summaries[1], runs, strict=True)):
            metrics = {
                "seconds": this["seconds"],
                "speedup": one["seconds"] / this["seconds"],
                "test/accuracy": this["metrics"]["test/accuracy"],
            }
            seconds, cpu_seconds = this["seconds"], this["cpu_seconds"]
            measured.append(Measurement(seed, metrics, seconds, cpu_seconds, now(), origin))
        labels = {"processes": processes}
        variants.append(Variant(labels, None, None, runs[0]["config"], measured))
    if save:
        about = "The small MNIST net with one process and with two under torchrun."
        command = "python benchmarks/processes.py --save"
        Results(RESULTS.stem, about, command, variants).save(RESULTS)


if __name__ == "__main__":
    run(main)
