"""Spreads over the other classes only."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    chosen = one_hot(labels, classes).double()
    return (1 - smoothing) * chosen + smoothing / (classes - 1) * (1 - chosen)
