"""Mistakes in lstm_step: each function is one, and its docstring says which."""

import torch

from work04_grconv.recurrent import fast

OBJECT = "work04_grconv.recurrent.cells:lstm_step"


def by_the_fast_layer(inputs, state, memory, weights):
    """Calls the starter's own fast layer for one step, which is not to be called."""
    product = inputs @ weights.weight_ih.T + weights.bias_ih + weights.bias_hh
    states, memories = fast.lstm_sequence(product[None], state, memory, weights.weight_hh)
    return states[0], memories[0]


def cell_by_sigmoid(inputs, state, memory, weights):
    """Squashes the cell's input by a sigmoid."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.sigmoid(g)
    return torch.sigmoid(o) * torch.tanh(memory), memory


def changes_the_memory(inputs, state, memory, weights):
    """Writes the new memory over the old one."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    new = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
    with torch.no_grad():
        memory.copy_(new)
    return torch.sigmoid(o) * torch.tanh(new), new


def coupled_gates(inputs, state, memory, weights):
    """Forgets as much as it adds."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, _, g, o = gates.chunk(4, dim=1)
    memory = (1 - torch.sigmoid(i)) * memory + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(memory), memory


def echo(inputs, state, memory, weights):
    """Returns what it was given."""
    return state * 1.0, memory * 1.0


def gates_in_another_order(inputs, state, memory, weights):
    """Reads the gates in the order forget, input."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    forget_gate, input_gate, cell, output_gate = gates.chunk(4, dim=1)
    memory = torch.sigmoid(forget_gate) * memory + torch.sigmoid(input_gate) * torch.tanh(cell)
    return torch.sigmoid(output_gate) * torch.tanh(memory), memory


def memory_detached(inputs, state, memory, weights):
    """Cuts the old memory off, along which gradients should survive."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory.detach() + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(memory), memory


def memory_first(inputs, state, memory, weights):
    """Returns the memory first."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
    return memory, torch.sigmoid(o) * torch.tanh(memory)


def one_bias(inputs, state, memory, weights):
    """Adds one of the two biases only."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(memory), memory


def ready(inputs, state, memory, weights):
    """Calls torch's own cell, which is not to be called."""
    return torch.lstm_cell(
        inputs,
        (state, memory),
        weights.weight_ih,
        weights.weight_hh,
        weights.bias_ih,
        weights.bias_hh,
    )


def shown_detached(inputs, state, memory, weights):
    """Gives the state a memory that has no gradient."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    i, f, g, o = gates.chunk(4, dim=1)
    memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(memory.detach()), memory


def shows_raw_memory(inputs, state, memory, weights):
    """Shows the memory without tanh."""
    gates = inputs @ weights.weight_ih.T + weights.bias_ih
    gates = gates + state @ weights.weight_hh.T + weights.bias_hh
    input_gate, forget_gate, cell, output_gate = gates.chunk(4, dim=1)
    memory = torch.sigmoid(forget_gate) * memory + torch.sigmoid(input_gate) * torch.tanh(cell)
    return torch.sigmoid(output_gate) * memory, memory


def without_gradient(inputs, state, memory, weights):
    """Works without recording."""
    with torch.no_grad():
        gates = inputs @ weights.weight_ih.T + weights.bias_ih
        gates = gates + state @ weights.weight_hh.T + weights.bias_hh
        i, f, g, o = gates.chunk(4, dim=1)
        memory = torch.sigmoid(f) * memory + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(memory), memory


def zeros(inputs, state, memory, weights):
    """Returns zeros."""
    return torch.zeros_like(state), torch.zeros_like(memory)


def by_the_layer(inputs, state, memory, weights):
    """Has the starter's own layer take the step, which is not to be called."""
    from work04_grconv.recurrent.layers import Recurrent

    layer = Recurrent("lstm", inputs.shape[1], state.shape[1])
    layer.weights = lambda number, suffix="": weights
    both = layer(inputs[None], None, torch.cat((state, memory), dim=1)[None])[1][0]
    return both.chunk(2, dim=1)


def by_the_inside_of_the_layer(inputs, state, memory, weights):
    """Calls what the starter's own layer calls for one direction."""
    from work04_grconv.recurrent.layers import Recurrent

    layer = Recurrent("lstm", inputs.shape[1], state.shape[1])
    both = layer._run(inputs[None], torch.cat((state, memory), dim=1), weights)[1][0]
    return both.chunk(2, dim=1)
