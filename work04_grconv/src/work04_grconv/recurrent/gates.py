"""What the gates of a GRU and an LSTM do at each step: the values behind the states.

The equations are those of `cells`. A gate is a number between 0 and 1 for each unit: an update gate
near 1 keeps what the unit held, a reset gate near 0 leaves it out of the new value; a forget gate near 1
keeps the memory, the input gate lets the new value in, the output gate shows it.
"""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import linear

from work04_grconv.recurrent.cells import Weights, gru_step, lstm_step

Gated = Literal["gru", "lstm"]
GATES: dict[Gated, tuple[str, ...]] = {
    "gru": ("reset", "update"),
    "lstm": ("input", "forget", "output"),
}


@torch.no_grad()
def gate_values(
    kind: Gated, inputs: Float[Tensor, "time input"], weights: Weights
) -> dict[str, Float[Tensor, "time hidden"]]:
    """Return each gate's values over a sequence that begins with a state of zeros.

    Args:
        kind: of cell.
        inputs: of one sequence.
        weights: of one layer in one direction.
    """
    hidden = weights.weight_hh.shape[1]
    state, memory = inputs.new_zeros(2, 1, hidden)
    steps: list[tuple[Tensor, ...]] = []
    for step in inputs[:, None]:
        raw = linear(step, weights.weight_ih, weights.bias_ih) + linear(
            state, weights.weight_hh, weights.bias_hh
        )
        rows = torch.sigmoid(raw).chunk(3 if kind == "gru" else 4, dim=1)
        if kind == "gru":
            steps.append((rows[0], rows[1]))
            state = gru_step(step, state, weights)
        else:
            steps.append((rows[0], rows[1], rows[3]))
            state, memory = lstm_step(step, state, memory, weights)
    gates = (torch.cat(values) for values in zip(*steps, strict=True))
    return dict(zip(GATES[kind], gates, strict=True))
