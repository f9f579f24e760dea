"""One step in time of the plain, the gated and the long short-term memory cell.

Weights are laid out as in torch.nn: `weight_ih` (gates·hidden, input), `weight_hh` (gates·hidden,
hidden), and a bias beside each. The gates' rows stand one block after the other: reset, update,
new for the GRU; input, forget, cell, output for the LSTM.

The steps are written with tensor operations, so that autograd finds the gradients of all that goes
in. The cells and layers of torch, and those in `fast` and `layers`, compute the same; they are not to
be called in a step.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

State = Float[Tensor, "batch hidden"]


@dataclass(frozen=True)
class Weights:
    """The weights of one layer in one direction."""

    weight_ih: Float[Tensor, "gates*hidden input"]
    weight_hh: Float[Tensor, "gates*hidden hidden"]
    bias_ih: Float[Tensor, " gates*hidden"]
    bias_hh: Float[Tensor, " gates*hidden"]


def rnn_step(inputs: Float[Tensor, "batch input"], state: State, weights: Weights) -> State:
    """Return h' = tanh(W_ih x + b_ih + W_hh h + b_hh) (Elman 1990)."""
    return torch.tanh(
        inputs @ weights.weight_ih.T
        + weights.bias_ih
        + state @ weights.weight_hh.T
        + weights.bias_hh
    )


def gru_step(inputs: Float[Tensor, "batch input"], state: State, weights: Weights) -> State:
    """Step a gated unit (Cho et al. 2014, section 2.1), in the variant that torch.nn has.

        r = σ(W_ir x + b_ir + W_hr h + b_hr)          reset
        z = σ(W_iz x + b_iz + W_hz h + b_hz)          update: 1 keeps the old state
        n = tanh(W_in x + b_in + r ⊙ (W_hn h + b_hn)) new
        h' = (1 − z) ⊙ n + z ⊙ h

    The paper resets the state before the product, W (r ⊙ h); torch after it, r ⊙ (W h), so that
    all three gates of the old state are one product.
    """
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    reset_input, update_input, new_input = from_input.chunk(3, dim=1)
    reset_state, update_state, new_state = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_input + reset_state)
    update = torch.sigmoid(update_input + update_state)
    new = torch.tanh(new_input + reset * new_state)
    return (1 - update) * new + update * state


def lstm_step(
    inputs: Float[Tensor, "batch input"], state: State, memory: State, weights: Weights
) -> tuple[State, State]:
    """Step an LSTM (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).

        i, f, o = σ(…)   g = tanh(…)      each of W_i· x + b_i· + W_h· h + b_h·
        c' = f ⊙ c + i ⊙ g                memory: the path along which gradients survive
        h' = o ⊙ tanh(c')

    Returns:
        the new state h' and the new memory c'.
    """
    gates = (
        inputs @ weights.weight_ih.T
        + weights.bias_ih
        + state @ weights.weight_hh.T
        + weights.bias_hh
    )
    input_gate, forget_gate, cell, output_gate = gates.chunk(4, dim=1)
    kept = torch.sigmoid(forget_gate) * memory
    memory = kept + torch.sigmoid(input_gate) * torch.tanh(cell)
    return torch.sigmoid(output_gate) * torch.tanh(memory), memory
