"""How much of a gradient arrives after many steps back (Pascanu, Mikolov & Bengio 2013)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.recurrent.cells import Weights, gru_step, lstm_step, rnn_step
from work04_grconv.recurrent.layers import GATES, CellKind


def start_weights(
    kind: CellKind,
    inputs: int,
    hidden: int,
    generator: torch.Generator,
    *,
    radius: float | None = None,
    keep: float = 0.0,
) -> Weights:
    """Draw random weights as torch's, uniform within ± 1/√hidden.

    Args:
        kind: of cell.
        inputs: width of the input.
        hidden: width of the state.
        generator: of the draws.
        radius: of the state's matrix of a plain network: an orthogonal one times this; as torch's
            where None.
        keep: added to the bias of the gate that keeps what was there: the GRU's update gate, the
            LSTM's forget gate.
    """

    def uniform(*shape: int) -> Tensor:
        bound = hidden**-0.5
        return (2 * torch.rand(*shape, generator=generator, dtype=torch.float64) - 1) * bound

    rows = GATES[kind] * hidden
    weights = Weights(uniform(rows, inputs), uniform(rows, hidden), uniform(rows), uniform(rows))
    if radius is not None:
        square = torch.randn(hidden, hidden, generator=generator, dtype=torch.float64)
        weights.weight_hh.copy_(torch.linalg.qr(square).Q * radius)
    weights.bias_ih[hidden : 2 * hidden] += keep  # empty for a plain network
    return weights


def gradient_norms(
    kind: CellKind, weights: Weights, inputs: Float[Tensor, "time batch input"]
) -> list[float]:
    """Return ‖∂L/∂h_t‖ for each t, where L is a random projection of the *last* state.

    Divided by that of the last state, so the list ends with 1. Of an LSTM the gradient is that
    of state and memory together.
    """
    hidden = weights.weight_hh.shape[1]
    batch = inputs.shape[1]
    state = torch.zeros(batch, hidden, dtype=inputs.dtype)
    memory = torch.zeros_like(state)
    kept: list[Tensor] = []
    for step in inputs:
        both = torch.cat((state, memory), dim=1).requires_grad_()
        kept.append(both)
        state, memory = both.split(hidden, dim=1)
        if kind == "lstm":
            state, memory = lstm_step(step, state, memory, weights)
        else:
            state = (gru_step if kind == "gru" else rnn_step)(step, state, weights)
    generator = torch.Generator().manual_seed(0)
    direction = torch.randn(state.shape, generator=generator, dtype=state.dtype)
    gradients = torch.autograd.grad((state * direction).sum(), kept)
    norms = [gradient.norm().item() for gradient in gradients] + [direction.norm().item()]
    return [norm / norms[-1] for norm in norms]
