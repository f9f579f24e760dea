"""Back-propagation through time, by hand, for the plain recurrent network.

The same weights act at every step, so their gradient is a sum over steps, and the state's
gradient comes from two sides: from what this step showed, and from all that came after.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.recurrent.cells import Weights, rnn_step


@dataclass(frozen=True)
class Gradients:
    """Of a loss, for everything that went into a recurrent layer."""

    grad_inputs: Float[Tensor, "time batch input"]
    grad_initial: Float[Tensor, "batch hidden"]
    grad_weight_ih: Float[Tensor, "hidden input"]
    grad_weight_hh: Float[Tensor, "hidden hidden"]
    grad_bias: Float[Tensor, " hidden"]


def rnn_forward(
    inputs: Float[Tensor, "time batch input"],
    initial: Float[Tensor, "batch hidden"],
    weights: Weights,
) -> Float[Tensor, "time batch hidden"]:
    """Return the state after each step."""
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
    grad_outputs: Float[Tensor, "time batch hidden"],
    weights: Weights,
) -> Gradients:
    """Compute the gradients of a loss by hand, without autograd, from the last step to the first.

    With a_t = W_ih x_t + W_hh h_{t−1} + b and h_t = tanh(a_t):

        ∂L/∂h_t = grad_outputs_t + W_hhᵀ ∂L/∂a_{t+1}
        ∂L/∂a_t = ∂L/∂h_t ⊙ (1 − h_t²)

    Args:
        inputs: what the layer read.
        initial: the state before the first step.
        states: of the forward pass.
        grad_outputs: ∂L/∂h_t through what step t showed to the layers above, without the future.
        weights: of the layer.

    Returns:
        summed over steps and batch for the weights. Both biases have the same gradient. All have the
        dtype of what goes in.
    """
    grad_weight_ih = torch.zeros_like(weights.weight_ih)
    grad_weight_hh = torch.zeros_like(weights.weight_hh)
    grad_bias = torch.zeros_like(weights.bias_ih)
    grad_inputs = torch.empty_like(inputs)
    grad_future = torch.zeros_like(initial)
    for time in range(len(inputs) - 1, -1, -1):
        before = states[time - 1] if time else initial
        grad_a = (grad_outputs[time] + grad_future) * (1 - states[time] ** 2)
        grad_weight_ih += grad_a.T @ inputs[time]
        grad_weight_hh += grad_a.T @ before
        grad_bias += grad_a.sum(dim=0)
        grad_inputs[time] = grad_a @ weights.weight_ih
        grad_future = grad_a @ weights.weight_hh
    return Gradients(grad_inputs, grad_future, grad_weight_ih, grad_weight_hh, grad_bias)
