"""Divides by the number of classes."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    error = (softmax(images @ weight + bias) - one_hot(labels, len(bias))) / len(bias)
    return images.T @ error, error.sum(dim=0)
