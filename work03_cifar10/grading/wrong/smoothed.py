"""Mistakes in smoothed: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import one_hot

OBJECT = "work03_cifar10.data.augmentation:smoothed"


def fixed(labels, classes, smoothing):
    """Smooths by 0.1 whatever it is told."""
    return 0.9 * one_hot(labels, classes).double() + 0.1 / classes


def float32(labels, classes, smoothing):
    """Returns float32."""
    return (1 - smoothing) * one_hot(labels, classes).float() + smoothing / classes


def label_alone(labels, classes, smoothing):
    """Gives the label 1 - smoothing and nothing of the spread."""
    targets = torch.full((len(labels), classes), smoothing / classes, dtype=torch.float64)
    return targets.scatter(1, labels[:, None], 1 - smoothing)


def over_others(labels, classes, smoothing):
    """Spreads over the other classes only."""
    chosen = one_hot(labels, classes).double()
    return (1 - smoothing) * chosen + smoothing / (classes - 1) * (1 - chosen)


def sums_to_more(labels, classes, smoothing):
    """Adds the spread without taking it from the label."""
    return one_hot(labels, classes).double() + smoothing / classes


def uniform(labels, classes, smoothing):
    """Spreads everything."""
    return torch.full((len(labels), classes), 1 / classes, dtype=torch.float64)
