"""Right solutions of the exercise "One step of an LSTM"."""

import torch
from torch.nn import functional

OBJECT = "work04_grconv.recurrent.cells:lstm_step"


def gate_by_gate(inputs, state, memory, weights):
    """Cut the matrices, not the products."""
    size = state.shape[1]
    raw = []
    for start in range(0, 4 * size, size):
        rows = slice(start, start + size)
        from_input = functional.linear(inputs, weights.weight_ih[rows], weights.bias_ih[rows])
        raw.append(
            from_input + functional.linear(state, weights.weight_hh[rows], weights.bias_hh[rows])
        )
    i, f, o = (torch.sigmoid(raw[k]) for k in (0, 1, 3))
    memory = f * memory + i * torch.tanh(raw[2])
    return o * torch.tanh(memory), memory


def one_product(inputs, state, memory, weights):
    """Put input, state and a one side by side."""
    one = torch.ones_like(inputs[:, :1])
    read = torch.cat([inputs, one, state, one], dim=1)
    matrix = torch.cat(
        [weights.weight_ih, weights.bias_ih[:, None], weights.weight_hh, weights.bias_hh[:, None]],
        1,
    )
    i, f, g, o = torch.mm(read, matrix.t()).chunk(4, dim=1)
    new = torch.addcmul(f.sigmoid() * memory, i.sigmoid(), g.tanh())
    return o.sigmoid() * new.tanh(), new


def with_einsum(inputs, state, memory, weights):
    """Give the gates an axis of their own."""
    hidden = state.shape[1]
    x = torch.einsum("bi,ghi->gbh", inputs, weights.weight_ih.reshape(4, hidden, -1))
    h = torch.einsum("bk,ghk->gbh", state, weights.weight_hh.reshape(4, hidden, -1))
    bias = (weights.bias_ih + weights.bias_hh).reshape(4, 1, hidden)
    i, f, g, o = x + h + bias
    after = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(after), after


def row_by_row(inputs, state, memory, weights):
    """Step each row of the batch by itself."""
    states, memories = [], []
    for x, h, c in zip(inputs, state, memory, strict=True):
        raw = weights.weight_ih @ x + weights.weight_hh @ h + weights.bias_ih + weights.bias_hh
        i, f, g, o = raw.split(len(h))
        memories.append(torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g))
        states.append(torch.sigmoid(o) * torch.tanh(memories[-1]))
    return torch.stack(states), torch.stack(memories)


def unit_by_unit(inputs, state, memory, weights):
    """Compute one hidden unit after the other, from its four rows."""
    size, shown, kept = state.shape[1], [], []
    bias = weights.bias_ih + weights.bias_hh
    for unit in range(size):
        i, f, g, o = (
            inputs @ weights.weight_ih[row] + state @ weights.weight_hh[row] + bias[row]
            for row in range(unit, 4 * size, size)
        )
        kept.append(f.sigmoid() * memory[:, unit] + i.sigmoid() * g.tanh())
        shown.append(o.sigmoid() * kept[-1].tanh())
    return torch.stack(shown, 1), torch.stack(kept, 1)


def with_vmap(inputs, state, memory, weights):
    """Write the step for one row, and let vmap make it one for a batch."""

    def single(x, h, c):
        raw = weights.weight_ih @ x + weights.bias_ih + weights.weight_hh @ h + weights.bias_hh
        i, f, g, o = raw.unflatten(0, (4, -1)).unbind(0)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    return torch.vmap(single)(inputs, state, memory)


def all_by_one_tanh(inputs, state, memory, weights):
    """Use σ(a) = (1 + tanh(a/2)) / 2, so that one tanh serves all four gates."""
    raw = torch.addmm(weights.bias_ih, inputs, weights.weight_ih.T)
    raw = raw + torch.addmm(weights.bias_hh, state, weights.weight_hh.T)
    scale = torch.tensor([0.5, 0.5, 1.0, 0.5], dtype=raw.dtype).repeat_interleave(state.shape[1])
    squashed = torch.tanh(raw * scale)
    i, f, g, o = squashed.chunk(4, dim=-1)
    memory = (1 + f) / 2 * memory + (1 + i) / 2 * g
    return (1 + o) / 2 * torch.tanh(memory), memory


def by_broadcasting(inputs, state, memory, weights):
    """Multiply elementwise and add up; return a list."""
    raw = (inputs.unsqueeze(1) * weights.weight_ih).sum(-1) + weights.bias_ih + weights.bias_hh
    raw = raw + (state.unsqueeze(1) * weights.weight_hh).sum(-1)
    size = memory.shape[1]
    forget, add = raw[:, size : 2 * size], raw[:, :size]
    cell, show = raw[:, 2 * size : 3 * size], raw[:, 3 * size :]
    memory = memory / (1 + torch.exp(-forget)) + torch.tanh(cell) / (1 + torch.exp(-add))
    return [torch.tanh(memory) / (1 + torch.exp(-show)), memory]


def old_and_new_stacked(inputs, state, memory, weights):
    """The new memory is a weighted sum over the two things that it is made of."""
    gates = inputs @ weights.weight_ih.mT + state @ weights.weight_hh.mT
    gates = (gates + weights.bias_ih + weights.bias_hh).view(len(inputs), 4, -1)
    shares = torch.sigmoid(gates[:, :2])
    parts = torch.stack((torch.tanh(gates[:, 2]), memory), dim=1)
    new = (shares * parts).sum(dim=1)
    return torch.tanh(new) * torch.sigmoid(gates[:, 3]), new
