"""Back-propagation through time, by hand, for the plain recurrent network.

The same weights act at every step, so their gradient is a sum over steps, and the state's
gradient comes from two sides: from what this step showed, and from all that came after.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.cells import Weights, rnn_step


@dataclass(frozen=True)
class Gradients:
    """Of a loss, for everything that went into a recurrent layer."""

    inputs: Float[Tensor, "time batch input"]
    initial: Float[Tensor, "batch hidden"]
    weight_ih: Float[Tensor, "hidden input"]
    weight_hh: Float[Tensor, "hidden hidden"]
    bias: Float[Tensor, " hidden"]


def rnn_forward(
    inputs: Float[Tensor, "time batch input"],
    initial: Float[Tensor, "batch hidden"],
    weights: Weights,
) -> Float[Tensor, "time batch hidden"]:
    """The state after each step."""
    states = []
    state = initial
    for step in inputs:
        state = rnn_step(step, state, weights)
        states.append(state)
    return torch.stack(states)


def rnn_backward(
    inputs: Float[Tensor, "time batch input"],
    initial: Float[Tensor, "batch hidden"],
    states: Float[Tensor, "time batch hidden"],
    from_above: Float[Tensor, "time batch hidden"],
    weights: Weights,
) -> Gradients:
    """The gradients of a loss, from the last step to the first.

    With a_t = W_ih x_t + W_hh h_{t−1} + b and h_t = tanh(a_t):

        ∂L/∂h_t = from_above_t + W_hhᵀ ∂L/∂a_{t+1}
        ∂L/∂a_t = ∂L/∂h_t ⊙ (1 − h_t²)

    Args:
        inputs: what the layer read.
        initial: the state before the first step.
        states: of the forward pass.
        from_above: ∂L/∂h_t through what step t showed to the layers above, without the future.
        weights: of the layer.

    Returns:
        summed over steps and batch for the weights. Both biases have the same gradient.
    """
    weight_ih, weight_hh = torch.zeros_like(weights.weight_ih), torch.zeros_like(weights.weight_hh)
    bias = torch.zeros_like(weights.bias_ih)
    to_inputs = torch.empty_like(inputs)
    from_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        activation = (from_above[time] + from_future) * (1 - states[time] ** 2)
        weight_ih += activation.T @ inputs[time]
        weight_hh += activation.T @ before
        bias += activation.sum(dim=0)
        to_inputs[time] = activation @ weights.weight_ih
        from_future = activation @ weights.weight_hh
    return Gradients(to_inputs, from_future, weight_ih, weight_hh, bias)
