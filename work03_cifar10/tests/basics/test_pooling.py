"""Pooling against torch, forward and backward."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from work03_cifar10.basics.pooling import (
    average_pool,
    average_pool_backward,
    max_pool,
    max_pool_backward,
)


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


@given(pool=st.integers(1, 3), stride=st.integers(1, 3), size=st.integers(4, 8))
def test_pooling_and_its_gradients_are_torchs(pool: int, stride: int, size: int) -> None:
    images = normal(2, 3, size, size + 1).requires_grad_()
    for ours, backward, theirs in (
        (max_pool, max_pool_backward, F.max_pool2d),
        (average_pool, average_pool_backward, F.avg_pool2d),
    ):
        expected = theirs(images, pool, stride)
        torch.testing.assert_close(ours(images.detach(), pool, stride), expected.detach())
        grad_output = normal(*expected.shape)
        (grad_images,) = torch.autograd.grad(expected, images, grad_output)
        torch.testing.assert_close(
            backward(grad_output, images.detach(), pool, stride), grad_images
        )


def test_of_equal_pixels_the_first_gets_the_gradient() -> None:
    images = torch.ones(1, 1, 2, 2)
    grad_images = max_pool_backward(torch.tensor([[[[3.0]]]]), images, 2, 2)
    assert grad_images.flatten().tolist() == [3, 0, 0, 0]
