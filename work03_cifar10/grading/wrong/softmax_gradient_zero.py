"""Returns zeros."""

import torch

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    return torch.zeros_like(weight), torch.zeros_like(bias)
