"""Right solutions of the exercise "One step of a GRU"."""

import math

import torch
from torch.nn import functional

OBJECT = "work04_grconv.recurrent.cells:gru_step"


def gate_by_gate(inputs, state, weights):
    """Cut the matrices, not the products."""
    h = state.shape[1]

    def gate(number):
        rows = slice(number * h, (number + 1) * h)
        return (
            functional.linear(inputs, weights.weight_ih[rows], weights.bias_ih[rows]),
            functional.linear(state, weights.weight_hh[rows], weights.bias_hh[rows]),
        )

    r = torch.sigmoid(sum(gate(0)))
    z = torch.sigmoid(sum(gate(1)))
    from_input, from_state = gate(2)
    n = torch.tanh(from_input + r * from_state)
    return (1 - z) * n + z * state


def a_step_towards_the_old(inputs, state, weights):
    """Write h' = n + z ⊙ (h − n)."""
    x = torch.addmm(weights.bias_ih, inputs, weights.weight_ih.T).tensor_split(3, dim=1)
    h = torch.addmm(weights.bias_hh, state, weights.weight_hh.T).tensor_split(3, dim=1)
    reset, update = (x[0] + h[0]).sigmoid(), (x[1] + h[1]).sigmoid()
    new = (x[2] + reset * h[2]).tanh()
    return new + update * (state - new)


def with_lerp(inputs, state, weights):
    """Let lerp mix, and both gates come from one sigmoid."""
    hidden = state.size(1)
    x = inputs.matmul(weights.weight_ih.t()) + weights.bias_ih
    h = state.matmul(weights.weight_hh.t()) + weights.bias_hh
    gates = torch.sigmoid(x[:, : 2 * hidden] + h[:, : 2 * hidden])
    reset, update = gates.split(hidden, dim=1)
    new = torch.tanh(torch.addcmul(x[:, 2 * hidden :], reset, h[:, 2 * hidden :]))
    return torch.lerp(new, state, update)


def with_einsum(inputs, state, weights):
    """Give the gates an axis of their own."""
    hidden = state.shape[1]
    ih, hh = (w.view(3, hidden, -1) for w in (weights.weight_ih, weights.weight_hh))
    bi, bh = (b.view(3, 1, hidden) for b in (weights.bias_ih, weights.bias_hh))
    x = torch.einsum("bi,ghi->gbh", inputs, ih) + bi
    h = torch.einsum("bk,ghk->gbh", state, hh) + bh
    r, z = torch.sigmoid(x[:2] + h[:2])
    n = torch.tanh(x[2] + r * h[2])
    return (1 - z) * n + z * state


def row_by_row(inputs, state, weights):
    """Step each row of the batch by itself."""
    new_states = []
    for x, h in zip(inputs.unbind(), state.unbind(), strict=True):
        from_x = (weights.weight_ih @ x + weights.bias_ih).chunk(3)
        from_h = (weights.weight_hh @ h + weights.bias_hh).chunk(3)
        r = torch.sigmoid(from_x[0] + from_h[0])
        z = torch.sigmoid(from_x[1] + from_h[1])
        n = torch.tanh(from_x[2] + r * from_h[2])
        new_states.append(n - z * n + z * h)
    return torch.stack(new_states, dim=0)


def unit_by_unit(inputs, state, weights):
    """Compute one hidden unit after the other, from its three rows."""
    size, units = state.shape[1], []
    for unit in range(size):
        x = [
            inputs @ weights.weight_ih[i] + weights.bias_ih[i] for i in range(unit, 3 * size, size)
        ]
        h = [state @ weights.weight_hh[i] + weights.bias_hh[i] for i in range(unit, 3 * size, size)]
        r, z = torch.sigmoid(x[0] + h[0]), torch.sigmoid(x[1] + h[1])
        units.append((1 - z) * torch.tanh(x[2] + r * h[2]) + z * state[:, unit])
    return torch.stack(units, dim=1)


def with_vmap(inputs, state, weights):
    """Write the step for one row, and let vmap make it one for a batch."""

    def single(x, h):
        from_x = weights.weight_ih @ x + weights.bias_ih
        from_h = weights.weight_hh @ h + weights.bias_hh
        r, z, n = from_x.unflatten(0, (3, -1))
        r_, z_, n_ = from_h.unflatten(0, (3, -1))
        update = torch.sigmoid(z + z_)
        return (1 - update) * torch.tanh(n + torch.sigmoid(r + r_) * n_) + update * h

    return torch.vmap(single)(inputs, state)


def sigmoid_by_tanh(inputs, state, weights):
    """Use σ(a) = (1 + tanh(a/2)) / 2, and 1 − σ(a) = σ(−a)."""

    def squash(a):
        return (1 + torch.tanh(a / 2)) / 2

    x = functional.linear(inputs, weights.weight_ih).chunk(3, 1)
    h = functional.linear(state, weights.weight_hh).chunk(3, 1)
    bias = (weights.bias_ih + weights.bias_hh).chunk(3)
    reset, raw_update = squash(x[0] + h[0] + bias[0]), x[1] + h[1] + bias[1]
    kept = h[2] + weights.bias_hh.chunk(3)[2]
    new = torch.tanh(x[2] + weights.bias_ih.chunk(3)[2] + reset * kept)
    return squash(-raw_update) * new + squash(raw_update) * state


def one_wide_product(inputs, state, weights):
    """One block matrix gives r, z, and the two halves of n at once."""
    hidden, width = state.shape[1], inputs.shape[1]
    r_i, z_i, n_i = weights.weight_ih.chunk(3)
    r_h, z_h, n_h = weights.weight_hh.chunk(3)
    no_input, no_state = n_i.new_zeros(hidden, width), n_h.new_zeros(hidden, hidden)
    matrix = torch.cat(
        (
            torch.cat((r_i, r_h), 1), torch.cat((z_i, z_h), 1),
            torch.cat((n_i, no_state), 1), torch.cat((no_input, n_h), 1),
        )
    )  # fmt: skip
    bias = torch.cat(
        (
            weights.bias_ih[: 2 * hidden] + weights.bias_hh[: 2 * hidden],
            weights.bias_ih[2 * hidden :], weights.bias_hh[2 * hidden :],
        )
    )  # fmt: skip
    raw = torch.cat((inputs, state), 1) @ matrix.T + bias
    r, z, n_input, n_state = raw.chunk(4, dim=1)
    z = torch.sigmoid(z)
    return torch.tanh(n_input + torch.sigmoid(r) * n_state) * (1 - z) + state * z


def euler_as_a_tensor(inputs, state, weights):
    """σ from powers of e, which is a tensor in single precision."""
    euler = torch.tensor(math.e)
    from_input = inputs @ weights.weight_ih.T + weights.bias_ih
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    (a, b, c), (d, e, f) = from_input.chunk(3, 1), from_state.chunk(3, 1)
    reset, update = 1 / (1 + euler ** -(a + d)), 1 / (1 + euler ** -(b + e))
    return torch.tensor(1.0).sub(update) * torch.tanh(c + reset * f) + update * state
