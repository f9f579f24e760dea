"""Lets errors through closed ReLUs."""

import torch

OBJECT = "work03_cifar10.basics.mlp:backward"
CAUGHT_BY = "mlp_backward"


def backward(images, labels, weight1, bias1, weight2, bias2):
    hidden = (images @ weight1 + bias1).clamp(min=0)
    error2 = softmax(hidden @ weight2 + bias2)
    error2[torch.arange(len(labels)), labels] -= 1
    error2 = error2 / len(labels)
    error1 = error2 @ weight2.T
    return images.T @ error1, error1.sum(dim=0), hidden.T @ error2, error2.sum(dim=0)
