"""Mistakes in gradient: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"


def autograd(images, labels, weight, bias):
    """Lets autograd compute it."""
    weight, bias = weight.clone().requires_grad_(), bias.clone().requires_grad_()
    cross_entropy(images @ weight + bias, labels).backward()
    return weight.grad, bias.grad


def by_classes(images, labels, weight, bias):
    """Divides by the number of classes."""
    error = (softmax(images @ weight + bias) - one_hot(labels, len(bias))) / len(bias)
    return images.T @ error, error.sum(dim=0)


def changes_bias(images, labels, weight, bias):
    """Adds the product to the bias in place."""
    logits = images @ weight
    logits += bias
    bias.zero_()
    error = softmax(logits) - one_hot(labels, len(bias))
    return images.T @ error / len(labels), error.mean(dim=0)


def echo(images, labels, weight, bias):
    """Returns weight and bias."""
    return weight.clone(), bias.clone()


def order(images, labels, weight, bias):
    """Returns the gradient of bias first."""
    error = softmax(images @ weight + bias) - one_hot(labels, len(bias))
    return error.mean(dim=0), images.T @ error / len(labels)


def gradient_sum(images, labels, weight, bias):
    """Forgets to divide by the batch."""
    grad_logits = softmax(images @ weight + bias)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    return images.T @ grad_logits, grad_logits.sum(dim=0)


def uphill(images, labels, weight, bias):
    """Subtracts the wrong way round."""
    grad_logits = -softmax(images @ weight + bias)
    grad_logits[torch.arange(len(labels)), labels] += 1
    grad_logits = grad_logits / len(labels)
    return images.T @ grad_logits, grad_logits.sum(dim=0)


def zero(images, labels, weight, bias):
    """Returns zeros."""
    return torch.zeros_like(weight), torch.zeros_like(bias)


def in_double_precision(images, labels, weight, bias):
    """Returns float64 whatever it is given."""
    images, weight = images.double(), weight.double()
    grad_logits = softmax(images @ weight + bias)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    grad_logits = grad_logits / len(labels)
    return images.T @ grad_logits, grad_logits.sum(dim=0)
