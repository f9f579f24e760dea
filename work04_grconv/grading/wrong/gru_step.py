"""Mistakes in gru_step: each function is one, and its docstring says which."""

import torch

from work04_grconv.recurrent import fast

OBJECT = "work04_grconv.recurrent.cells:gru_step"


def bias_outside_the_reset(inputs, state, weights):
    """Adds the state's bias of n outside the reset."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    bias = weights.bias_hh.chunk(3)[2]
    new = torch.tanh(x[2] + reset * (h[2] - bias) + bias)
    return (1 - update) * new + update * state


def by_the_fast_layer(inputs, state, weights):
    """Calls the starter's own fast layer for one step, which is not to be called."""
    product = inputs @ weights.weight_ih.T + weights.bias_ih
    return fast.gru_sequence(product[None], state, weights.weight_hh, weights.bias_hh)[0]


def changes_the_state(inputs, state, weights):
    """Mixes the new into the old state, where it stands."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + reset * h[2])
    with torch.no_grad():
        state.lerp_(new, 1 - update)
    return (1 - update) * new + update * state


def detached(inputs, state, weights):
    """Cuts the new state off from what it was made of."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + reset * h[2])
    return ((1 - update) * new + update * state).detach()


def echo(inputs, state, weights):
    """Keeps the old state."""
    return state.clone()


def gates_detached(inputs, state, weights):
    """Treats the gates as constants."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]).detach(), torch.sigmoid(x[1] + h[1]).detach()
    new = torch.tanh(x[2] + reset * h[2])
    return (1 - update) * new + update * state


def gates_swapped(inputs, state, weights):
    """Reads the gates in the order update, reset."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    update, reset = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + reset * h[2])
    return (1 - update) * new + update * state


def ready(inputs, state, weights):
    """Calls torch's own cell, which is not to be called."""
    cell = torch.nn.GRUCell(inputs.shape[1], state.shape[1], dtype=inputs.dtype)
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return torch.func.functional_call(
        cell, {n: getattr(weights, n) for n in names}, (inputs, state)
    )


def reset_before_the_product(inputs, state, weights):
    """Resets the state before the product, as the paper does and torch does not."""
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    reset_input, update_input, new_input = from_input.chunk(3, dim=1)
    reset_state, update_state, _ = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_input + reset_state)
    update = torch.sigmoid(update_input + update_state)
    hidden = state.shape[1]
    weight, bias = weights.weight_hh[2 * hidden :], weights.bias_hh[2 * hidden :]
    new = torch.tanh(new_input + (reset * state) @ weight.T + bias)
    return (1 - update) * new + update * state


def state_by_numpy(inputs, state, weights):
    """Takes the old state through NumPy, which loses its gradient."""
    old = torch.from_numpy(state.detach().numpy())
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (old @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    reset, update = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + reset * h[2])
    return (1 - update) * new + update * old


def update_turned_around(inputs, state, weights):
    """Takes the update gate for the share of the new."""
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    reset_input, update_input, new_input = from_input.chunk(3, dim=1)
    reset_state, update_state, new_state = from_state.chunk(3, dim=1)
    reset = torch.sigmoid(reset_input + reset_state)
    update = torch.sigmoid(update_input + update_state)
    new = torch.tanh(new_input + reset * new_state)
    return update * new + (1 - update) * state


def without_reset(inputs, state, weights):
    """Forgets the reset."""
    x = (inputs @ weights.weight_ih.T + weights.bias_ih).chunk(3, dim=1)
    h = (state @ weights.weight_hh.T + weights.bias_hh).chunk(3, dim=1)
    update = torch.sigmoid(x[1] + h[1])
    new = torch.tanh(x[2] + h[2])
    return (1 - update) * new + update * state


def zeros(inputs, state, weights):
    """Returns zeros."""
    return torch.zeros_like(state)


def by_the_layer(inputs, state, weights):
    """Has the starter's own layer take the step, which is not to be called."""
    from work04_grconv.recurrent.layers import Recurrent

    layer = Recurrent("gru", inputs.shape[1], state.shape[1])
    layer.weights = lambda number, suffix="": weights
    return layer(inputs[None], None, state[None])[0][0]


def by_the_inside_of_the_layer(inputs, state, weights):
    """Calls what the starter's own layer calls for one direction."""
    from work04_grconv.recurrent.layers import Recurrent

    layer = Recurrent("gru", inputs.shape[1], state.shape[1])
    return layer._run(inputs[None], state, weights)[0][0]
