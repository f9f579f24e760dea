"""GRU and LSTM written out against torch.nn's, forward and backward.

`python benchmarks/recurrent.py --save` writes results/benchmark_{gru,lstm}.json.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from shared.benchmark import compare
from shared.commands import run
from shared.training.machine.precision import prefer_fast_matmul
from shared.training.settings.ranges import AtLeast, check
from work04_grconv.recurrent.layers import CellKind, Recurrent

RESULTS = Path(__file__).parents[1] / "results"
KINDS: dict[CellKind, Any] = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM}


def train_step(layer: torch.nn.Module, inputs: Tensor) -> Tensor:
    """Run forward and backward; return the states."""
    layer.zero_grad()
    states: Tensor = layer(inputs)[0]
    states.sum().backward()
    return states.detach()


def main(batch: int = 64, time: int = 30, width: int = 256, save: bool = False) -> None:
    """Time forward and backward together, one thread.

    Args:
        batch: sentences.
        time: steps.
        width: of inputs and states.
        save: write the results files.
    """
    for name, value in (("--batch", batch), ("--time", time), ("--width", width)):
        check(name, value, AtLeast(1))
    torch.manual_seed(0)
    prefer_fast_matmul()
    inputs = torch.randn(time, batch, width)
    for kind, peer in KINDS.items():
        theirs, ours = peer(width, width), Recurrent(kind, width, width)
        ours.load_state_dict(theirs.state_dict())
        name = f"torch.nn.{kind.upper()}"

        def agree(results: dict[str, object], name: str = name) -> None:
            torch.testing.assert_close(results["ours"], results[name], rtol=1e-4, atol=1e-5)

        candidates = {
            name: lambda layer=theirs: train_step(layer, inputs),
            "ours": lambda layer=ours: train_step(layer, inputs),
        }
        timings = compare(candidates, baseline=name, agree=agree, rounds=15)
        timings.show()
        if save:
            timings.save(
                RESULTS / f"benchmark_{kind}.json",
                about=f"{kind.upper()} written out and {name}, forward and backward",
                command="python benchmarks/recurrent.py --save",
            )


if __name__ == "__main__":
    run(main)
