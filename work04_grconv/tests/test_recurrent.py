"""Cells, layers and their gradients against torch.nn."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.recurrent.bptt import rnn_backward, rnn_forward
from work04_grconv.recurrent.cells import Weights, gru_step, lstm_step, rnn_step
from work04_grconv.recurrent.clipping import clip_gradients
from work04_grconv.recurrent.fast import gru_sequence, lstm_sequence
from work04_grconv.recurrent.layers import Kind, Recurrent, at_end, reverse

PEERS: dict[Kind, Any] = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}
CELLS = {"rnn": torch.nn.RNNCell, "gru": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell}
TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-10}


def weights_of(cell: Any) -> Weights:
    return Weights(cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh)


def test_one_step_of_each_cell_is_torchs() -> None:
    torch.manual_seed(0)
    inputs, state, memory = (torch.randn(3, n, dtype=torch.float64) for n in (4, 5, 5))
    for kind, step in (("rnn", rnn_step), ("gru", gru_step)):
        cell = CELLS[kind](4, 5).double()
        torch.testing.assert_close(step(inputs, state, weights_of(cell)), cell(inputs, state))
    cell = CELLS["lstm"](4, 5).double()
    expected = cell(inputs, (state, memory))
    for found, right in zip(
        lstm_step(inputs, state, memory, weights_of(cell)), expected, strict=True
    ):
        torch.testing.assert_close(found, right)


@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True], ids=["forward", "both"])
@pytest.mark.parametrize("kind", PEERS)
def test_layers_equal_torchs_in_outputs_and_gradients(
    kind: Kind, bidirectional: bool, layers: int, dtype: torch.dtype
) -> None:
    torch.manual_seed(0)
    theirs = PEERS[kind](4, 5, layers, bidirectional=bidirectional).to(dtype)
    ours = Recurrent(kind, 4, 5, layers=layers, bidirectional=bidirectional).to(dtype)
    ours.load_state_dict(theirs.state_dict())
    inputs = torch.randn(6, 3, 4, dtype=dtype, requires_grad=True)
    width = 10 if kind == "lstm" else 5
    initial = torch.randn(layers * (1 + bidirectional), 3, width, dtype=dtype, requires_grad=True)
    before = initial.split(5, dim=2) if kind == "lstm" else initial
    if kind == "lstm":
        before = tuple(part.contiguous() for part in before)

    shown, last = theirs(inputs, before)
    last = torch.cat(last, dim=2) if kind == "lstm" else last
    expected = (shown, last)
    found = ours(inputs, initial=initial)
    into = [torch.randn_like(one) for one in expected]
    names = [name for name, _ in theirs.named_parameters()]
    for one, other in zip(
        (*expected, *torch.autograd.grad(expected, [inputs, initial, *theirs.parameters()], into)),
        (*found, *torch.autograd.grad(
            found, [inputs, initial, *(getattr(ours, name) for name in names)], into
        )),
        strict=True,
    ):  # fmt: skip
        scale = max(1.0, one.abs().max().item())
        assert (one - other).abs().max() < TOLERANCE[dtype] * scale * 5


@pytest.mark.parametrize("kind", PEERS)
def test_padded_sentences_equal_torchs_packed_ones(kind: Kind) -> None:
    torch.manual_seed(0)
    theirs = PEERS[kind](4, 5, bidirectional=True).double()
    ours = Recurrent(kind, 4, 5, bidirectional=True).double()
    ours.load_state_dict(theirs.state_dict())
    lengths = torch.tensor([3, 6, 1])
    inputs = torch.randn(6, 3, 4, dtype=torch.float64)
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, enforce_sorted=False)
    shown, last = theirs(packed)
    shown, _ = torch.nn.utils.rnn.pad_packed_sequence(shown)
    last = torch.cat(last, dim=2) if kind == "lstm" else last
    found, state = ours(inputs, lengths)
    torch.testing.assert_close(state, last)
    for row, length in enumerate(lengths.tolist()):
        torch.testing.assert_close(found[:length, row], shown[:length, row])


def test_the_fast_sequences_equal_a_loop_over_steps() -> None:
    torch.manual_seed(0)
    inputs = torch.randn(5, 2, 4, dtype=torch.float64)
    for kind in ("gru", "lstm"):
        weights = weights_of(CELLS[kind](4, 3).double())
        state, memory = torch.randn(2, 2, 3, dtype=torch.float64)
        product = inputs @ weights.weight_ih.T + weights.bias_ih
        if kind == "gru":
            found = gru_sequence(product, state, weights.weight_hh, weights.bias_hh)
        else:
            found, memories = lstm_sequence(
                product + weights.bias_hh, state, memory, weights.weight_hh
            )
        for time, step in enumerate(inputs):
            if kind == "gru":
                state = gru_step(step, state, weights)
            else:
                state, memory = lstm_step(step, state, memory, weights)
            torch.testing.assert_close(found[time], state)
    torch.testing.assert_close(memories[-1], memory)


def test_the_fast_gradients_equal_finite_differences() -> None:
    torch.manual_seed(0)

    def random(*shape: int) -> torch.Tensor:
        return torch.randn(*shape, dtype=torch.float64, requires_grad=True)

    gru = (random(4, 2, 9), random(2, 3), random(9, 3), random(9))
    assert torch.autograd.gradcheck(gru_sequence, gru)
    lstm = (random(4, 2, 12), random(2, 3), random(2, 3), random(12, 3))
    assert torch.autograd.gradcheck(lstm_sequence, lstm)


@settings(max_examples=15, deadline=None)
@given(time=st.integers(1, 6), batch=st.integers(1, 3), seed=st.integers(0, 99))
def test_back_propagation_by_hand_equals_autograd(time: int, batch: int, seed: int) -> None:
    torch.manual_seed(seed)
    weights = weights_of(torch.nn.RNNCell(3, 4).double())
    inputs = torch.randn(time, batch, 3, dtype=torch.float64, requires_grad=True)
    initial = torch.randn(batch, 4, dtype=torch.float64, requires_grad=True)
    states = rnn_forward(inputs, initial, weights)
    from_above = torch.randn_like(states)
    wanted = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    expected = torch.autograd.grad(states, wanted, from_above)
    with torch.no_grad():
        found = rnn_backward(inputs, initial, states, from_above, weights)
    named = (found.inputs, found.initial, found.weight_ih, found.weight_hh, found.bias)
    for one, other in zip(named, expected, strict=True):
        torch.testing.assert_close(one, other)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_reversing_twice_changes_nothing(lengths: list[int]) -> None:
    padded = torch.randn(5, len(lengths), 2)
    counted = torch.tensor(lengths)
    turned = reverse(padded, counted)
    torch.testing.assert_close(reverse(turned, counted), padded)
    for row, length in enumerate(lengths):
        torch.testing.assert_close(turned[:length, row], padded[:length, row].flip(0))
    torch.testing.assert_close(at_end(turned, counted), padded[0])


@given(st.floats(0.01, 10), st.integers(1, 4))
def test_clipping_is_torchs(most: float, count: int) -> None:
    gradients = [torch.randn(3, 2, dtype=torch.float64) for _ in range(count)]
    parameters = [torch.nn.Parameter(torch.zeros_like(g)) for g in gradients]
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    expected = torch.nn.utils.clip_grad_norm_(parameters, most)
    clipped, norm = clip_gradients(gradients, most)
    assert norm == pytest.approx(expected.item())
    for parameter, gradient in zip(parameters, clipped, strict=True):
        # torch adds 1e-6 to the norm before it divides
        torch.testing.assert_close(gradient, parameter.grad, rtol=1e-4, atol=1e-8)


def test_an_lstm_goes_on_where_it_stopped() -> None:
    torch.manual_seed(0)
    layer = Recurrent("lstm", 3, 4).double()
    inputs = torch.randn(6, 2, 3, dtype=torch.float64)
    whole, last = layer(inputs)
    first, state = layer(inputs[:4])
    second, end = layer(inputs[4:], initial=state)
    torch.testing.assert_close(torch.cat((first, second)), whole)
    torch.testing.assert_close(end, last)
