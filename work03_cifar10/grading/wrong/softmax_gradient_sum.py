"""Forgets to divide by the batch."""

import torch

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    grad_logits = softmax(images @ weight + bias)
    grad_logits[torch.arange(len(labels)), labels] -= 1
    return images.T @ grad_logits, grad_logits.sum(dim=0)
