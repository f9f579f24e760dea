"""Returns the gradient of bias first."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.basics.softmax_regression:gradient"
CAUGHT_BY = "softmax_gradient"


def gradient(images, labels, weight, bias):
    error = softmax(images @ weight + bias) - one_hot(labels, len(bias))
    return error.mean(dim=0), images.T @ error / len(labels)
