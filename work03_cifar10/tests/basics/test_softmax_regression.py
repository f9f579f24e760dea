"""Softmax regression against torch."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from work03_cifar10.basics import softmax_regression
from work03_cifar10.models.linear import linear


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


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
    grads = softmax_regression.gradient(images, labels, weight.detach(), bias.detach())
    torch.testing.assert_close(grads, (weight.grad, bias.grad))


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
