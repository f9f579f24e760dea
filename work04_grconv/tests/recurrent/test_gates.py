"""Gate values, from which torch's states can be made again."""

from __future__ import annotations

import torch
from helpers import EXACT

from work04_grconv.recurrent.cells import Weights
from work04_grconv.recurrent.gates import GATES, Gated, gate_values

INPUTS = torch.randn(9, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def values_of(kind: Gated, layer: torch.nn.RNNBase) -> dict[str, torch.Tensor]:
    weights = Weights(layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0)
    values = gate_values(kind, INPUTS, weights)
    assert tuple(values) == GATES[kind]
    for gate in values.values():
        assert gate.shape == (9, 4)
        assert bool(((gate > 0) & (gate < 1)).all())
    return values


@torch.no_grad()
def test_gates_of_a_gru_give_torchs_states() -> None:
    layer = torch.nn.GRU(3, 4).double()
    gates = values_of("gru", layer)
    states, _ = layer(INPUTS)
    before = torch.cat((torch.zeros(1, 4).double(), states[:-1]))
    row = slice(8, 12)  # of "new", behind reset and update
    from_state = before @ layer.weight_hh_l0[row].T + layer.bias_hh_l0[row]
    from_input = INPUTS @ layer.weight_ih_l0[row].T + layer.bias_ih_l0[row]
    new = torch.tanh(from_input + gates["reset"] * from_state)
    expected = (1 - gates["update"]) * new + gates["update"] * before
    torch.testing.assert_close(states, expected, atol=EXACT, rtol=0)


@torch.no_grad()
def test_gates_of_an_lstm_give_torchs_states() -> None:
    layer = torch.nn.LSTM(3, 4).double()
    gates = values_of("lstm", layer)
    states, _ = layer(INPUTS)
    before = torch.cat((torch.zeros(1, 4).double(), states[:-1]))
    row = slice(8, 12)  # of the cell, behind input and forget gate
    from_state = before @ layer.weight_hh_l0[row].T + layer.bias_hh_l0[row]
    cell = torch.tanh(INPUTS @ layer.weight_ih_l0[row].T + layer.bias_ih_l0[row] + from_state)
    memory = torch.zeros(4).double()
    for step in range(9):
        memory = gates["forget"][step] * memory + gates["input"][step] * cell[step]
        expected = gates["output"][step] * torch.tanh(memory)
        torch.testing.assert_close(states[step], expected, atol=EXACT, rtol=0)
