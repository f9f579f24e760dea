"""A layer with patches of its own for each place."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import conv2d

from work02_resnet_vgg.layers.locally_connected import LocallyConnected


@settings(deadline=None, max_examples=15, derandomize=True)
@given(st.sampled_from([1, 3, 5]), st.integers(1, 6), st.integers(1, 6), st.integers(0, 99))
def test_with_the_same_kernels_everywhere_it_is_a_convolution(
    kernel: int, height: int, width: int, seed: int
) -> None:
    torch.manual_seed(seed)
    layer = LocallyConnected(2, 3, kernel, height, width).double()
    kernels = torch.randn(3, 2, kernel, kernel, dtype=torch.float64)
    layer.weight.data[:] = kernels
    layer.bias.data[:] = torch.arange(3.0)[:, None, None]
    images = torch.randn(2, 2, height, width, dtype=torch.float64)
    expected = conv2d(images, kernels, torch.arange(3.0, dtype=torch.float64), padding=kernel // 2)
    torch.testing.assert_close(layer(images), expected)


def test_each_place_has_its_own_kernels() -> None:
    torch.manual_seed(0)
    layer = LocallyConnected(2, 3, 3, 4, 5).double()
    images = torch.randn(1, 2, 4, 5, dtype=torch.float64)
    y, x = 3, 2
    whole = conv2d(images, layer.weight[y, x], padding=1)[0, :, y, x] + layer.bias[:, y, x]
    torch.testing.assert_close(layer(images)[0, :, y, x], whole)
    layer(images)[0, :, y, x].sum().backward()
    assert layer.weight.grad is not None
    reached = layer.weight.grad.abs().sum(dim=(2, 3, 4, 5)).nonzero().tolist()
    assert reached == [[y, x]]


def test_other_sizes_are_refused() -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the student's own
        LocallyConnected(2, 3, 3, 4, 5)(torch.zeros(1, 2, 5, 4))
