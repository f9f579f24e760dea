"""Adds the product to the bias in place."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    logits = images @ weight
    logits += bias
    bias.zero_()
    error = softmax(logits) - one_hot(labels, len(bias))
    return images.T @ error / len(labels), error.mean(dim=0)
