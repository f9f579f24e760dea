"""Layers and their gradients against torch.nn."""

from __future__ import annotations

import pytest
import torch
from helpers import PEERS
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.recurrent.layers import CellKind, Recurrent, at_end, reverse

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-10}


@pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("bidirectional", [False, True], ids=["forward", "both"])
@pytest.mark.parametrize("kind", PEERS)
def test_layers_equal_torchs_in_outputs_and_gradients(
    kind: CellKind, bidirectional: bool, layers: int, dtype: torch.dtype
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

    outputs, last = theirs(inputs, before)
    last = torch.cat(last, dim=2) if kind == "lstm" else last
    expected = (outputs, last)
    actual = ours(inputs, initial=initial)
    into = [torch.randn_like(one) for one in expected]
    names = [name for name, _ in theirs.named_parameters()]
    for one, other in zip(
        (*expected, *torch.autograd.grad(expected, [inputs, initial, *theirs.parameters()], into)),
        (*actual, *torch.autograd.grad(
            actual, [inputs, initial, *(getattr(ours, name) for name in names)], into
        )),
        strict=True,
    ):  # fmt: skip
        scale = max(1.0, one.abs().max().item())
        assert (one - other).abs().max() < TOLERANCE[dtype] * scale * 5


@pytest.mark.parametrize("kind", PEERS)
def test_padded_sentences_equal_torchs_packed_ones(kind: CellKind) -> None:
    torch.manual_seed(0)
    theirs = PEERS[kind](4, 5, bidirectional=True).double()
    ours = Recurrent(kind, 4, 5, bidirectional=True).double()
    ours.load_state_dict(theirs.state_dict())
    lengths = torch.tensor([3, 6, 1])
    inputs = torch.randn(6, 3, 4, dtype=torch.float64)
    packed = torch.nn.utils.rnn.pack_padded_sequence(inputs, lengths, enforce_sorted=False)
    outputs, last = theirs(packed)
    outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(outputs)
    last = torch.cat(last, dim=2) if kind == "lstm" else last
    actual, state = ours(inputs, lengths)
    torch.testing.assert_close(state, last)
    for row, length in enumerate(lengths.tolist()):
        torch.testing.assert_close(actual[:length, row], outputs[:length, row])


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_reversing_twice_changes_nothing(lengths: list[int]) -> None:
    padded = torch.randn(5, len(lengths), 2)
    counted = torch.tensor(lengths)
    turned = reverse(padded, counted)
    torch.testing.assert_close(reverse(turned, counted), padded)
    for row, length in enumerate(lengths):
        torch.testing.assert_close(turned[:length, row], padded[:length, row].flip(0))
    torch.testing.assert_close(at_end(turned, counted), padded[0])


def test_an_lstm_goes_on_where_it_stopped() -> None:
    torch.manual_seed(0)
    layer = Recurrent("lstm", 3, 4).double()
    inputs = torch.randn(6, 2, 3, dtype=torch.float64)
    whole, last = layer(inputs)
    first, state = layer(inputs[:4])
    second, end = layer(inputs[4:], initial=state)
    torch.testing.assert_close(torch.cat((first, second)), whole)
    torch.testing.assert_close(end, last)
