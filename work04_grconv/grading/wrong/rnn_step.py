"""Mistakes in rnn_step: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.recurrent.cells:rnn_step"


def bias_twice(inputs, state, weights):
    """Adds the input's bias twice."""
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state @ weights.weight_hh.T + weights.bias_ih
    return torch.tanh(raw)


def changes_the_state(inputs, state, weights):
    """Writes the new state over the old one."""
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state @ weights.weight_hh.T + weights.bias_hh
    with torch.no_grad():
        state.copy_(torch.tanh(raw))
    return torch.tanh(raw)


def detached(inputs, state, weights):
    """Cuts the new state off from what it was made of."""
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state @ weights.weight_hh.T + weights.bias_hh
    return torch.tanh(raw).detach()


def echo(inputs, state, weights):
    """Returns the old state."""
    return state * 1.0


def one_bias(inputs, state, weights):
    """Adds one of the two biases only."""
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    return torch.tanh(from_input + state @ weights.weight_hh.T)


def ready(inputs, state, weights):
    """Calls torch's own cell, which is not to be called."""
    return torch.rnn_tanh_cell(
        inputs, state, weights.weight_ih, weights.weight_hh, weights.bias_ih, weights.bias_hh
    )


def relu(inputs, state, weights):
    """Takes the other activation."""
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state @ weights.weight_hh.T + weights.bias_hh
    return torch.relu(raw)


def state_detached(inputs, state, weights):
    """Cuts the old state off, so that nothing goes back in time."""
    raw = inputs @ weights.weight_ih.T + weights.bias_ih
    raw = raw + state.detach() @ weights.weight_hh.T + weights.bias_hh
    return torch.tanh(raw)


def weights_by_numpy(inputs, state, weights):
    """Takes the weights through NumPy, which loses their gradient."""
    w_ih, w_hh = (
        torch.from_numpy(w.detach().numpy()) for w in (weights.weight_ih, weights.weight_hh)
    )
    return torch.tanh(inputs @ w_ih.T + weights.bias_ih + state @ w_hh.T + weights.bias_hh)


def without_activation(inputs, state, weights):
    """Forgets tanh."""
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    return inputs @ weights.weight_ih.T + weights.bias_ih + from_state


def without_gradient(inputs, state, weights):
    """Works without recording."""
    with torch.no_grad():
        raw = inputs @ weights.weight_ih.T + weights.bias_ih
        raw = raw + state @ weights.weight_hh.T + weights.bias_hh
        return torch.tanh(raw)


def zeros(inputs, state, weights):
    """Returns zeros."""
    return torch.zeros_like(state)
