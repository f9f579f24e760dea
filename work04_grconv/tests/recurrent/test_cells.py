"""Cells against torch.nn."""

from __future__ import annotations

from collections.abc import Callable

import torch
from helpers import CELLS, weights_of
from torch import Tensor

from work04_grconv.recurrent.cells import Weights, gru_step, lstm_step, rnn_step

Step = Callable[[Tensor, Tensor, Weights], Tensor]


def test_one_step_of_the_rnn_is_torchs() -> None:
    check_step("rnn", rnn_step)


def test_one_step_of_the_gru_is_torchs() -> None:
    check_step("gru", gru_step)


def test_one_step_of_the_lstm_is_torchs() -> None:
    torch.manual_seed(0)
    inputs, state, memory = (torch.randn(3, n, dtype=torch.float64) for n in (4, 5, 5))
    cell = CELLS["lstm"](4, 5).double()
    expected = cell(inputs, (state, memory))
    for actual, right in zip(
        lstm_step(inputs, state, memory, weights_of(cell)), expected, strict=True
    ):
        torch.testing.assert_close(actual, right)


def check_step(kind: str, step: Step) -> None:
    torch.manual_seed(0)
    inputs, state = (torch.randn(3, n, dtype=torch.float64) for n in (4, 5))
    cell = CELLS[kind](4, 5).double()
    torch.testing.assert_close(step(inputs, state, weights_of(cell)), cell(inputs, state))
