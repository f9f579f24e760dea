"""Classifiers of tensors, convolution and pooling against torch, forward and backward."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from work03_cifar10.basics import mlp, softmax_regression
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
from work03_cifar10.basics.pooling import (
    average_pool,
    average_pool_backward,
    max_pool,
    max_pool_backward,
)
from work03_cifar10.generative.transposed_convolution import transposed_convolve
from work03_cifar10.models.linear import linear

GEOMETRY = {
    "kernel": st.integers(1, 4),
    "stride": st.integers(1, 3),
    "padding": st.integers(0, 3),
    "size": st.integers(5, 9),
}


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


# -- classifiers


@pytest.mark.parametrize("scale", [1.0, 1e4])
def test_softmax_and_its_loss_are_torchs_even_for_huge_logits(scale: float) -> None:
    logits, labels = scale * normal(8, 5), torch.randint(0, 5, (8,))
    torch.testing.assert_close(softmax_regression.softmax(logits), logits.softmax(dim=1))
    torch.testing.assert_close(
        softmax_regression.cross_entropy(logits, labels), F.cross_entropy(logits, labels)
    )


def test_the_gradient_of_softmax_regression_is_autograds() -> None:
    images, labels = normal(6, 7), torch.randint(0, 4, (6,))
    weight, bias = normal(7, 4).requires_grad_(), normal(4).requires_grad_()
    F.cross_entropy(images @ weight + bias, labels).backward()
    found = softmax_regression.gradient(images, labels, weight.detach(), bias.detach())
    torch.testing.assert_close(found, (weight.grad, bias.grad))


def test_softmax_regression_from_tensors_is_torch_nns() -> None:
    images, labels = normal(40, 12), torch.randint(0, 3, (40,))
    weight, bias = softmax_regression.fit(
        images, labels, 3, epochs=2, batch_size=40, learning_rate=0.1
    )
    model = linear((1, 3, 4), 3).double()
    layer = model[1]
    assert isinstance(layer, nn.Linear)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    for _ in range(2):
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
    torch.testing.assert_close(weight, layer.weight.detach().T)
    torch.testing.assert_close(bias, layer.bias.detach())


def test_the_gradients_of_the_mlp_are_autograds() -> None:
    images, labels = normal(6, 7), torch.randint(0, 4, (6,))
    tensors = [t.requires_grad_() for t in (normal(7, 5), normal(5), normal(5, 4), normal(4))]
    _, logits = mlp.forward(images, mlp.Parameters(*tensors))
    F.cross_entropy(logits, labels).backward()
    found = mlp.backward(images, labels, *(tensor.detach() for tensor in tensors))
    torch.testing.assert_close(found, tuple(tensor.grad for tensor in tensors))


def test_the_mlp_learns_what_no_line_separates() -> None:
    images = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    labels = torch.tensor([0, 1, 1, 0])
    found = mlp.fit(images, labels, 2, hidden=16, epochs=500, batch_size=4, learning_rate=0.5)
    assert mlp.forward(images, found)[1].argmax(dim=1).tolist() == labels.tolist()


# -- convolution


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
    error = normal(*output.shape)
    expected = torch.autograd.grad(output, inputs, error)
    images, weight, _ = (tensor.detach() for tensor in inputs)
    columns = unfold(images, (kernel, kernel), stride, padding)
    back, *others = convolve_backward(error, columns, weight)
    gradient = fold(back, (size, size + 1), (kernel, kernel), stride, padding)
    torch.testing.assert_close((gradient, *others), expected)


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


def test_shifting_an_image_shifts_its_convolution() -> None:
    images, weight = normal(1, 2, 9, 9), normal(3, 2, 3, 3)
    found = convolve(images, weight, torch.zeros(3).double())
    moved = convolve(images.roll((1, 2), (2, 3)), weight, torch.zeros(3).double())
    torch.testing.assert_close(moved[:, :, 1:, 2:], found[:, :, :-1, :-2])


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


# -- pooling


@given(pool=st.integers(1, 3), stride=st.integers(1, 3), size=st.integers(4, 8))
def test_pooling_and_its_gradients_are_torchs(pool: int, stride: int, size: int) -> None:
    images = normal(2, 3, size, size + 1).requires_grad_()
    for ours, backward, theirs in (
        (max_pool, max_pool_backward, F.max_pool2d),
        (average_pool, average_pool_backward, F.avg_pool2d),
    ):
        expected = theirs(images, pool, stride)
        found = ours(images.detach(), pool, stride)
        torch.testing.assert_close(found, expected.detach())
        error = normal(*expected.shape)
        (gradient,) = torch.autograd.grad(expected, images, error)
        torch.testing.assert_close(backward(error, images.detach(), pool, stride), gradient)


def test_of_equal_pixels_the_first_gets_the_gradient() -> None:
    images = torch.ones(1, 1, 2, 2)
    found = max_pool_backward(torch.tensor([[[[3.0]]]]), images, 2, 2)
    assert found.flatten().tolist() == [3, 0, 0, 0]


# -- transposed convolution


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
