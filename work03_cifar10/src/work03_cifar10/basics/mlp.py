"""A multilayer perceptron from tensors: forward, backward by the chain rule, the loop.

Sources: Dive into Deep Learning, sections 5.2 and 5.3; Rumelhart et al. 1986.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from work03_cifar10.basics.softmax_regression import softmax


@dataclass(frozen=True)
class Parameters:
    """Weights and biases of both layers, or their gradients."""

    weight1: Float[Tensor, "pixel hidden"]
    bias1: Float[Tensor, " hidden"]
    weight2: Float[Tensor, "hidden classes"]
    bias2: Float[Tensor, " classes"]

    def tensors(self) -> tuple[Tensor, ...]:
        """Return all four, in their order."""
        return (self.weight1, self.bias1, self.weight2, self.bias2)

    @classmethod
    def random(cls, pixels: int, hidden: int, classes: int, seed: int) -> Parameters:
        """Draw He et al.'s initial weights (2015): variance 2 / inputs before a ReLU; biases 0."""
        generator = torch.Generator().manual_seed(seed)
        weight1 = torch.randn(pixels, hidden, generator=generator) * (2 / pixels) ** 0.5
        weight2 = torch.randn(hidden, classes, generator=generator) * (1 / hidden) ** 0.5
        return cls(weight1, torch.zeros(hidden), weight2, torch.zeros(classes))


def forward(
    images: Float[Tensor, "batch pixel"], parameters: Parameters
) -> tuple[Float[Tensor, "batch hidden"], Float[Tensor, "batch classes"]]:
    """Return hidden features ReLU(x W₁ + b₁), and logits h W₂ + b₂."""
    hidden = (images @ parameters.weight1 + parameters.bias1).clamp(min=0)
    return hidden, hidden @ parameters.weight2 + parameters.bias2


def backward(
    images: Float[Tensor, "batch pixel"],
    labels: Int[Tensor, " batch"],
    weight1: Float[Tensor, "pixel hidden"],
    bias1: Float[Tensor, " hidden"],
    weight2: Float[Tensor, "hidden classes"],
    bias2: Float[Tensor, " classes"],
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return the gradient of the mean cross-entropy, layer by layer from the end.

    That of the logits is (softmax - one-hot label) / batch. It goes back through W₂, and on where
    the ReLU was open: one at exactly 0 is closed. Write it without autograd.

    Returns:
        the gradients of weight1, bias1, weight2 and bias2, in the images' dtype.
    """
    hidden = (images @ weight1 + bias1).clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )


def fit(
    images: Float[Tensor, "image pixel"],
    labels: Int[Tensor, " image"],
    classes: int,
    *,
    hidden: int,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: int = 0,
) -> Parameters:
    """Train by gradient descent on shuffled batches."""
    parameters = Parameters.random(images.shape[1], hidden, classes, seed)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        for rows in torch.randperm(len(labels), generator=generator).split(batch_size):
            gradients = backward(images[rows], labels[rows], *parameters.tensors())
            for tensor, grad in zip(parameters.tensors(), gradients, strict=True):
                tensor -= learning_rate * grad
    return parameters
