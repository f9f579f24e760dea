"""Cells against torch.nn."""

from __future__ import annotations

import torch
from helpers import CELLS, weights_of

from work04_grconv.recurrent.cells import gru_step, lstm_step, rnn_step


def test_one_step_of_each_cell_is_torchs() -> None:
    torch.manual_seed(0)
    inputs, state, memory = (torch.randn(3, n, dtype=torch.float64) for n in (4, 5, 5))
    for kind, step in (("rnn", rnn_step), ("gru", gru_step)):
        cell = CELLS[kind](4, 5).double()
        torch.testing.assert_close(step(inputs, state, weights_of(cell)), cell(inputs, state))
    cell = CELLS["lstm"](4, 5).double()
    expected = cell(inputs, (state, memory))
    for actual, right in zip(
        lstm_step(inputs, state, memory, weights_of(cell)), expected, strict=True
    ):
        torch.testing.assert_close(actual, right)
