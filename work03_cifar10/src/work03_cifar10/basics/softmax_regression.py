"""Softmax regression from tensors: the loss, its gradient by hand, and the loop.

Sources: Dive into Deep Learning, sections 4.1 and 4.4; Bishop 2006, section 4.3.4.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor


def softmax(logits: Float[Tensor, "batch classes"]) -> Float[Tensor, "batch classes"]:
    """Return exp(o_j) / Σ_k exp(o_k) in each row, for logits of any size.

    The largest logit of a row is subtracted first: that changes nothing in the quotient, and no
    exponential overflows.
    """
    shifted = logits - logits.amax(dim=1, keepdim=True)
    powers = shifted.exp()
    return powers / powers.sum(dim=1, keepdim=True)


def cross_entropy(
    logits: Float[Tensor, "batch classes"], labels: Int[Tensor, " batch"]
) -> Float[Tensor, ""]:
    """Return the mean of -log softmax(logits)[label], finite for logits of any size.

    -log p_y = log Σ_k exp(o_k) - o_y; the logarithm of the sum is taken after the largest logit
    of the row was subtracted, and a probability that rounds to 0 is never taken the logarithm of.
    Gradients reach the logits. Write it without torch's `cross_entropy`.
    """
    largest = logits.amax(dim=1, keepdim=True)
    log_sum = (logits - largest).exp().sum(dim=1).log() + largest[:, 0]
    chosen = logits.gather(1, labels[:, None])[:, 0]
    return (log_sum - chosen).mean()


def gradient(
    images: Float[Tensor, "batch pixel"],
    labels: Int[Tensor, " batch"],
    weight: Float[Tensor, "pixel classes"],
    bias: Float[Tensor, " classes"],
) -> tuple[Float[Tensor, "pixel classes"], Float[Tensor, " classes"]]:
    """Return the gradient of the mean cross-entropy of softmax(images · weight + bias).

    With respect to the logits it is (softmax - one-hot label) / batch: what the model says minus
    what it should say. Write it without autograd.

    Returns:
        the gradients of weight and bias, in the images' dtype.
    """
    grad_logits = softmax(images @ weight + bias)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    return images.T @ grad_logits, grad_logits.sum(dim=0)


def fit(
    images: Float[Tensor, "image pixel"],
    labels: Int[Tensor, " image"],
    classes: int,
    *,
    epochs: int,
    batch_size: int,
    learning_rate: float,
    seed: int = 0,
) -> tuple[Float[Tensor, "pixel classes"], Float[Tensor, " classes"]]:
    """Train by gradient descent on shuffled batches, from zero.

    Softmax regression is convex, so zero is as good a start as any.

    Returns:
        weight and bias.
    """
    weight = torch.zeros(images.shape[1], classes, dtype=images.dtype)
    bias = torch.zeros(classes, dtype=images.dtype)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        for rows in torch.randperm(len(labels), generator=generator).split(batch_size):
            grad_weight, grad_bias = gradient(images[rows], labels[rows], weight, bias)
            weight -= learning_rate * grad_weight
            bias -= learning_rate * grad_bias
    return weight, bias
