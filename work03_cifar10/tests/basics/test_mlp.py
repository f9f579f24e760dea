"""The multilayer perceptron from tensors against torch."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from work03_cifar10.basics import mlp


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


def test_the_gradients_of_the_mlp_are_autograds() -> None:
    images, labels = normal(6, 7), torch.randint(0, 4, (6,))
    tensors = [t.requires_grad_() for t in (normal(7, 5), normal(5), normal(5, 4), normal(4))]
    _, logits = mlp.forward(images, mlp.Parameters(*tensors))
    F.cross_entropy(logits, labels).backward()
    grads = mlp.backward(images, labels, *(tensor.detach() for tensor in tensors))
    torch.testing.assert_close(grads, tuple(tensor.grad for tensor in tensors))


def test_the_mlp_learns_what_no_line_separates() -> None:
    images = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    labels = torch.tensor([0, 1, 1, 0])
    parameters = mlp.fit(images, labels, 2, hidden=16, epochs=500, batch_size=4, learning_rate=0.5)
    assert mlp.forward(images, parameters)[1].argmax(dim=1).tolist() == labels.tolist()
