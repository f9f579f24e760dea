"""Gives the label 1 - smoothing and nothing of the spread."""

import torch

OBJECT = "work03_cifar10.data.augmentation:smoothed"
CAUGHT_BY = "smoothed"


def smoothed(labels, classes, smoothing):
    targets = torch.full((len(labels), classes), smoothing / classes, dtype=torch.float64)
    return targets.scatter(1, labels[:, None], 1 - smoothing)
