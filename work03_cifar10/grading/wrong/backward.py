"""Mistakes in backward: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.basics.mlp:backward"


def autograd(images, labels, weight1, bias1, weight2, bias2):
    """Lets autograd compute it."""
    tensors = [t.clone().requires_grad_() for t in (weight1, bias1, weight2, bias2)]
    _, logits = forward(images, Parameters(*tensors))
    return torch.autograd.grad(torch.nn.functional.cross_entropy(logits, labels), tensors)


def before_the_relu(images, labels, weight1, bias1, weight2, bias2):
    """Takes what went into the ReLU for what came out."""
    before = images @ weight1 + bias1
    hidden = before.clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        before.T @ grad_logits,
        grad_logits.sum(dim=0),
    )


def bias_mean(images, labels, weight1, bias1, weight2, bias2):
    """Averages the gradients of the biases once more."""
    hidden = (images @ weight1 + bias1).clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.mean(dim=0),
        hidden.T @ grad_logits,
        grad_logits.mean(dim=0),
    )


def last_layer_first(images, labels, weight1, bias1, weight2, bias2):
    """Returns the last layer's gradients first."""
    before = images @ weight1 + bias1
    hidden = before.clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
    )


def open_at_0(images, labels, weight1, bias1, weight2, bias2):
    """Lets gradients through a ReLU at exactly 0."""
    before = images @ weight1 + bias1
    hidden = before.clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (before >= 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )


def backward_sum(images, labels, weight1, bias1, weight2, bias2):
    """Forgets to divide by the batch."""
    before = images @ weight1 + bias1
    hidden = before.clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )


def without_relu(images, labels, weight1, bias1, weight2, bias2):
    """Lets gradients through closed ReLUs."""
    hidden = (images @ weight1 + bias1).clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = grad_logits @ weight2.T
    return (
        images.T @ grad_hidden,
        grad_hidden.sum(dim=0),
        hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )


def zero(images, labels, weight1, bias1, weight2, bias2):
    """Returns zeros."""
    return tuple(torch.zeros_like(t) for t in (weight1, bias1, weight2, bias2))


def in_double_precision(images, labels, weight1, bias1, weight2, bias2):
    """Returns float64 whatever it is given."""
    images, weight1, weight2 = images.double(), weight1.double(), weight2.double()
    hidden = (images @ weight1 + bias1).clamp(min=0)
    grad_logits = softmax(hidden @ weight2 + bias2)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    grad_hidden = (grad_logits @ weight2.T) * (hidden > 0)
    return (
        images.T @ grad_hidden, grad_hidden.sum(dim=0), hidden.T @ grad_logits,
        grad_logits.sum(dim=0),
    )  # fmt: skip
