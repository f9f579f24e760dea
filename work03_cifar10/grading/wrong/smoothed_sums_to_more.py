"""Adds the spread without taking it from the label."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    return one_hot(labels, classes).double() + smoothing / classes
