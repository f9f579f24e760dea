"""Smooths by 0.1 whatever it is told."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    return 0.9 * one_hot(labels, classes).double() + 0.1 / classes
