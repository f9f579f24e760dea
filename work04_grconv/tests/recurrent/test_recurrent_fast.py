"""The fast sequences against the cells."""

from __future__ import annotations

import torch
from helpers import CELLS, weights_of

from work04_grconv.recurrent.cells import gru_step, lstm_step
from work04_grconv.recurrent.fast import gru_sequence, lstm_sequence


def test_the_fast_sequences_equal_a_loop_over_steps() -> None:
    torch.manual_seed(0)
    inputs = torch.randn(5, 2, 4, dtype=torch.float64)
    for kind in ("gru", "lstm"):
        weights = weights_of(CELLS[kind](4, 3).double())
        state, memory = torch.randn(2, 2, 3, dtype=torch.float64)
        product = inputs @ weights.weight_ih.T + weights.bias_ih
        if kind == "gru":
            states = gru_sequence(product, state, weights.weight_hh, weights.bias_hh)
        else:
            states, memories = lstm_sequence(
                product + weights.bias_hh, state, memory, weights.weight_hh
            )
        for time, step in enumerate(inputs):
            if kind == "gru":
                state = gru_step(step, state, weights)
            else:
                state, memory = lstm_step(step, state, memory, weights)
            torch.testing.assert_close(states[time], state)
    torch.testing.assert_close(memories[-1], memory)


def test_the_fast_gradients_equal_finite_differences() -> None:
    torch.manual_seed(0)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, dtype=torch.float64, requires_grad=True)

    gru = (random(4, 2, 9), random(2, 3), random(9, 3), random(9))
    assert torch.autograd.gradcheck(gru_sequence, gru)
    lstm = (random(4, 2, 12), random(2, 3), random(2, 3), random(12, 3))
    assert torch.autograd.gradcheck(lstm_sequence, lstm)
