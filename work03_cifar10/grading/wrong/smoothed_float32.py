"""Returns float32."""

from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    return (1 - smoothing) * one_hot(labels, classes).float() + smoothing / classes
