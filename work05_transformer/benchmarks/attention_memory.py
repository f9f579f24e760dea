"""How much memory attention takes, by the number of positions: equation (1) and the fast form.

    python benchmarks/attention_memory.py

One layer's attention, forward and backward, 4 heads of 64 features. Each measurement is a process of
its own: what its largest size in memory grows by while it computes.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import torch
from torch.nn import functional

from shared.commands import run
from shared.reporting.results import save_measured
from work05_transformer.layers.attention import attention

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_attention_memory.json"
LENGTHS = (1024, 2048, 4096, 8192)
LONGEST_PLAIN = 4096  # equation (1) holds several matrices of positions × positions
HEADS, FEATURES = 4, 64
FORMS = ("equation (1)", "FlashAttention")


def grown_by(form: str, length: int) -> int:
    """Return the growth of this process's largest size in memory, in bytes."""
    shape = (1, HEADS, length, FEATURES)
    warm = torch.zeros(1, 1, 256, 8, requires_grad=True)  # loads what every call needs
    functional.scaled_dot_product_attention(warm, warm, warm).sum().backward()
    query, key, value = (torch.randn(shape, requires_grad=True) for _ in range(3))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if form == FORMS[0]:
        mixed = attention(query, key, value)[0]
    else:
        mixed = functional.scaled_dot_product_attention(query, key, value)
    mixed.sum().backward()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024


def measure(one: tuple[str, int] | None = None) -> None:
    """Measure every form and length in a process of its own; print, save.

    Args:
        one: a form and a length: print only this, in bytes.
    """
    if one is not None:
        print(grown_by(*one))
        return
    rows: list[tuple[dict[str, int], dict[str, float]]] = []
    for length in LENGTHS:
        metrics: dict[str, float] = {}
        for form in FORMS:
            if form != FORMS[0] or length <= LONGEST_PLAIN:
                command = [sys.executable, __file__, "--one", form, str(length)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                metrics[f"{form}/bytes"] = int(done.stdout)
        if rows:  # every length is twice the one before
            fast = f"{FORMS[1]}/bytes"
            metrics[f"{FORMS[1]}/growth"] = metrics[fast] / rows[-1][1][fast]
        rows.append(({"positions": length}, metrics))
        print(rows[-1], flush=True)
    save_measured(
        RESULTS,
        rows,
        about="What attention takes of memory, forward and backward, by the number of positions.",
        command="python benchmarks/attention_memory.py",
        config={"heads": HEADS, "features": FEATURES},
    )


if __name__ == "__main__":
    run(measure)
