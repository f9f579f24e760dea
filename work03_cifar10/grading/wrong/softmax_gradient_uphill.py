"""Subtracts the wrong way round."""

import torch

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    error = -softmax(images @ weight + bias)
    error[torch.arange(len(labels)), labels] += 1
    error = error / len(labels)
    return images.T @ error, error.sum(dim=0)
