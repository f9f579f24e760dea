"""Convolution by loops and by a matrix product against torch, forward and backward."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from work03_cifar10.basics.convolution import (
    convolve,
    convolve_1x1,
    convolve_backward,
    convolve_by_loops,
    fold,
    learn_kernel,
    output_size,
    unfold,
)

GEOMETRY = {
    "kernel": st.integers(1, 4),
    "stride": st.integers(1, 3),
    "padding": st.integers(0, 3),
    "size": st.integers(5, 9),
}


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


@given(**GEOMETRY)
def test_convolution_is_torchs(kernel: int, stride: int, padding: int, size: int) -> None:
    images, weight, bias = normal(2, 3, size, size + 1), normal(4, 3, kernel, kernel), normal(4)
    expected = F.conv2d(images, weight, bias, stride, padding)
    torch.testing.assert_close(convolve(images, weight, bias, stride, padding), expected)
    torch.testing.assert_close(convolve_by_loops(images, weight, bias, stride, padding), expected)
    assert expected.shape[2] == output_size(size, kernel, stride, padding)


@given(**GEOMETRY)
def test_the_gradients_of_convolution_are_autograds(
    kernel: int, stride: int, padding: int, size: int
) -> None:
    inputs = [normal(2, 3, size, size + 1), normal(4, 3, kernel, kernel), normal(4)]
    for tensor in inputs:
        tensor.requires_grad_()
    output = F.conv2d(*inputs, stride, padding)
    grad_output = normal(*output.shape)
    expected = torch.autograd.grad(output, inputs, grad_output)
    images, weight, _ = (tensor.detach() for tensor in inputs)
    columns = unfold(images, (kernel, kernel), stride, padding)
    grad_columns, *others = convolve_backward(grad_output, columns, weight)
    grad_images = fold(grad_columns, (size, size + 1), (kernel, kernel), stride, padding)
    torch.testing.assert_close((grad_images, *others), expected)


@given(**GEOMETRY)
def test_unfold_and_fold_are_torchs_and_transposes(
    kernel: int, stride: int, padding: int, size: int
) -> None:
    images = normal(2, 3, size, size + 1)
    columns = unfold(images, (kernel, kernel), stride, padding)
    torch.testing.assert_close(columns, F.unfold(images, kernel, 1, padding, stride))
    other = normal(*columns.shape)
    back = fold(other, (size, size + 1), (kernel, kernel), stride, padding)
    torch.testing.assert_close(back, F.fold(other, (size, size + 1), kernel, 1, padding, stride))
    torch.testing.assert_close((columns * other).sum(), (images * back).sum())


def test_a_batch_may_be_empty() -> None:
    images = normal(0, 3, 5, 6)
    assert fold(unfold(images, (2, 3)), (5, 6), (2, 3)).shape == images.shape


def test_shifting_an_image_shifts_its_convolution() -> None:
    images, weight = normal(1, 2, 9, 9), normal(3, 2, 3, 3)
    output = convolve(images, weight, torch.zeros(3).double())
    moved = convolve(images.roll((1, 2), (2, 3)), weight, torch.zeros(3).double())
    torch.testing.assert_close(moved[:, :, 1:, 2:], output[:, :, :-1, :-2])


def test_a_1x1_convolution_is_a_linear_layer_on_channels() -> None:
    images, weight = normal(2, 3, 4, 5), normal(6, 3)
    torch.testing.assert_close(
        convolve_1x1(images, weight), F.conv2d(images, weight[:, :, None, None])
    )


def test_a_kernel_is_learned_from_data() -> None:
    edge = torch.tensor([[[[-1.0, 1.0]]]])
    images = torch.randn(8, 1, 6, 8)
    learned = learn_kernel(images, F.conv2d(images, edge), (1, 2), learning_rate=0.01, steps=100)
    torch.testing.assert_close(learned, edge, atol=1e-3, rtol=0)
