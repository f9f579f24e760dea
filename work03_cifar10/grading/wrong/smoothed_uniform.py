"""Spreads everything."""

import torch

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    return torch.full((len(labels), classes), 1 / classes, dtype=torch.float64)
