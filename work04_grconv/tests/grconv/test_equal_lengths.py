"""Sentences of one length: the codes and gradients of the batch of any lengths."""

from __future__ import annotations

import pytest
import torch

from work04_grconv.grconv.equal_lengths import encode_equal
from work04_grconv.grconv.fast import encode_batch
from work04_grconv.grconv.plain import Activation, GrConv


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("time", [1, 2, 5])
def test_it_is_encode_batch(activation: Activation, time: int) -> None:
    torch.manual_seed(0)
    network = GrConv(3, 4, activation).double()
    words = torch.randn(6, time, 3, dtype=torch.float64, requires_grad=True)
    mine = encode_equal(network, words)
    theirs = encode_batch(network, words, torch.full((6,), time))
    torch.testing.assert_close(mine, theirs)
    weighted = torch.randn(6, 4, dtype=torch.float64)
    of_mine, of_theirs = (
        torch.autograd.grad(
            (codes * weighted).sum(), [words, *network.parameters()], allow_unused=True
        )
        for codes in (mine, theirs)
    )
    for one, other in zip(of_mine, of_theirs, strict=True):
        if other is not None:
            torch.testing.assert_close(one, other)
