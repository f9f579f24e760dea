"""Returns zeros."""

import torch

OBJECT = "work03_cifar10.basics.mlp:backward"
CAUGHT_BY = "mlp_backward"


def backward(images, labels, weight1, bias1, weight2, bias2):
    return tuple(torch.zeros_like(t) for t in (weight1, bias1, weight2, bias2))
