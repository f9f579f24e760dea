"""Clipping against torch.nn."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.recurrent.clipping import clip_gradients


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
