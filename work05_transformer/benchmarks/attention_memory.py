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
import tyro
from torch.nn import functional

from shared.commands import one_line_errors
from shared.reporting import save_results
from work05_transformer.layers.attention import attention

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_attention_memory.json"
LENGTHS = (1024, 2048, 4096, 8192)
LONGEST_PLAIN = 4096  # equation (1) holds several matrices of positions × positions
HEADS, FEATURES = 4, 64
FORMS = ("equation (1)", "FlashAttention")


def grown_by(form: str, length: int) -> float:
    """Return the growth of this process's largest size in memory, in MB (10⁶ bytes)."""
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
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / 1e6


def measure(one: tuple[str, int] | None = None) -> None:
    """Measure every form and length in a process of its own; print, save.

    Args:
        one: a form and a length: print only this, in MB.
    """
    if one is not None:
        print(grown_by(*one))
        return
    rows = []
    for length in LENGTHS:
        row: dict[str, float | None] = {"positions": length}
        for form in FORMS:
            row[f"{form}, MB"] = None
            if form != FORMS[0] or length <= LONGEST_PLAIN:
                command = [sys.executable, __file__, "--one", form, str(length)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                row[f"{form}, MB"] = round(float(done.stdout), 1)
        rows.append(row)
        print(row, flush=True)
    fast = [row[f"{FORMS[1]}, MB"] for row in rows]
    assert fast[-1] is not None
    assert fast[-2] is not None
    values = {"growth of FlashAttention's memory at twice the positions": fast[-1] / fast[-2]}
    save_results(
        RESULTS,
        command="python benchmarks/attention_memory.py",
        rows=rows,
        values=values,
        config={"heads": HEADS, "width": FEATURES},
    )


@one_line_errors
def main() -> None:
    """Read the command line and measure."""
    tyro.cli(measure, description=__doc__)


if __name__ == "__main__":
    sys.exit(main())
