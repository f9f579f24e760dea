"""Back-propagation through time against autograd."""

from __future__ import annotations

import torch
from helpers import weights_of
from hypothesis import given, settings
from hypothesis import strategies as st

from work04_grconv.recurrent.bptt import rnn_backward, rnn_forward


@settings(max_examples=15, deadline=None)
@given(time=st.integers(1, 6), batch=st.integers(1, 3), seed=st.integers(0, 99))
def test_back_propagation_by_hand_equals_autograd(time: int, batch: int, seed: int) -> None:
    torch.manual_seed(seed)
    weights = weights_of(torch.nn.RNNCell(3, 4).double())
    inputs = torch.randn(time, batch, 3, dtype=torch.float64, requires_grad=True)
    initial = torch.randn(batch, 4, dtype=torch.float64, requires_grad=True)
    states = rnn_forward(inputs, initial, weights)
    grad_outputs = torch.randn_like(states)
    wanted = (inputs, initial, weights.weight_ih, weights.weight_hh, weights.bias_ih)
    expected = torch.autograd.grad(states, wanted, grad_outputs)
    with torch.no_grad():
        gradients = rnn_backward(inputs, initial, states, grad_outputs, weights)
    names = ("inputs", "initial", "weight_ih", "weight_hh", "bias")
    for name, one in zip(names, expected, strict=True):
        torch.testing.assert_close(getattr(gradients, f"grad_{name}"), one)
