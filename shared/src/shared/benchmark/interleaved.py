"""Side-by-side timing that a noisy machine cannot fool easily.

Every round runs each candidate once, in an order that changes from round to round, in one
process. A slow moment of the machine then hits all candidates, and the ratio within a round
stays meaningful where the times themselves do not. What is reported is the median of the
rounds' ratios with its quartiles, from CPU time: `time.process_time` counts what this process
used, whoever else is running.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from shared.reporting.results import save_measured


@dataclass(frozen=True)
class Comparison:
    """CPU seconds of every candidate in every round; `baseline` is what ratios refer to."""

    baseline: str
    seconds: dict[str, list[float]]
    threads: int

    def speedup(self, name: str) -> tuple[float, float, float]:
        """Return how many times faster than the baseline: (first quartile, median, third quartile)."""
        ratios = np.asarray(self.seconds[self.baseline]) / np.asarray(self.seconds[name])
        low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
        return float(low), float(middle), float(high)

    def measured(self) -> list[tuple[dict[str, str], dict[str, object]]]:
        """Return labels and metrics of each candidate, for a results file."""
        table = []
        for name, seconds in self.seconds.items():
            low, middle, high = self.speedup(name)
            metrics: dict[str, object] = {
                "cpu_seconds": float(np.median(seconds)),
                "speedup": middle,
                "speedup/quartiles": f"{low:.2f} to {high:.2f}",
            }
            table.append(({"candidate": name}, metrics))
        return table

    def show(self) -> None:
        """Print the table."""
        rounds = len(self.seconds[self.baseline])
        table = Table(title=f"{rounds} rounds, {self.threads} thread(s)")
        heads = ("CPU ms (median)", f"times as fast as {self.baseline}", "quartiles")
        for head in ("candidate", *heads):
            table.add_column(head, justify="left" if head == "candidate" else "right")
        for name, seconds in self.seconds.items():
            low, middle, high = self.speedup(name)
            cells = (f"{1e3 * float(np.median(seconds)):.3f}", f"{middle:.2f}")
            table.add_row(name, *cells, f"{low:.2f} to {high:.2f}")
        Console().print(table)

    def save(self, path: Path, *, about: str, command: str) -> None:
        """Write the results file that a README's table shows.

        Raises:
            DirtyTreeError: the code differs from what is committed.
        """
        save_measured(
            path,
            self.measured(),
            about=about,
            command=command,
            config={
                "baseline": self.baseline,
                "rounds": len(self.seconds[self.baseline]),
                "threads": self.threads,
            },
        )


def compare(
    candidates: Mapping[str, Callable[[], object]],
    *,
    baseline: str,
    agree: Callable[[dict[str, object]], None],
    rounds: int = 20,
    warmup: int = 2,
    threads: int = 1,
) -> Comparison:
    """Time `candidates` against each other.

    Args:
        candidates: name → a call that does the work once and returns its result.
        baseline: the name that ratios refer to.
        agree: gets every candidate's result of one call and raises (AssertionError) when
            they are not equal: only equal work is compared.
        rounds: how often each candidate is timed.
        warmup: calls before the timing starts, not counted.
        threads: how many threads torch may use. NumPy's BLAS takes its number from the
            environment (OMP_NUM_THREADS), which must be set before Python starts.

    Raises:
        KeyError: `baseline` is not among the candidates.
        AssertionError: from `agree`.
    """
    if baseline not in candidates:
        raise KeyError(f"baseline {baseline!r} is not one of {', '.join(candidates)}")
    agree({name: run() for name, run in candidates.items()})
    threads_before = torch.get_num_threads()
    torch.set_num_threads(threads)
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    order = list(candidates)
    shuffle = random.Random(0).shuffle
    try:
        for _ in range(warmup):
            for run in candidates.values():
                run()
        for _ in range(rounds):
            shuffle(order)
            for name in order:
                gc.collect()
                start = time.process_time()
                candidates[name]()
                seconds[name].append(time.process_time() - start)
    finally:
        torch.set_num_threads(threads_before)
    return Comparison(baseline=baseline, seconds=seconds, threads=threads)
