"""Transposed convolution against torch, and as the transpose that it is."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from work03_cifar10.basics.convolution import convolve
from work03_cifar10.generative.transposed_convolution import transposed_convolve


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


@given(kernel=st.integers(2, 4), stride=st.integers(1, 3), padding=st.integers(0, 1))
def test_transposed_convolution_is_torchs(kernel: int, stride: int, padding: int) -> None:
    images, weight, bias = normal(2, 3, 4, 5), normal(3, 2, kernel, kernel), normal(2)
    expected = F.conv_transpose2d(images, weight, bias, stride, padding)
    torch.testing.assert_close(transposed_convolve(images, weight, bias, stride, padding), expected)


def test_it_is_the_transpose_of_a_convolution() -> None:
    kernel, zero = normal(3, 2, 3, 3), torch.zeros(3).double()
    small, large = normal(1, 3, 4, 4), normal(1, 2, 9, 9)
    down = convolve(large, kernel, zero, stride=2)
    up = transposed_convolve(small, kernel, torch.zeros(2).double(), stride=2)
    torch.testing.assert_close((down * small).sum(), (large * up).sum())
