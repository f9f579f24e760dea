"""The simplest classifiers: one linear layer, and two with a ReLU between them."""

from __future__ import annotations

import math

from torch import nn


def linear(shape: tuple[int, int, int], classes: int) -> nn.Sequential:
    """Build softmax regression on pixels: each class has one image of weights."""
    return nn.Sequential(nn.Flatten(), nn.Linear(math.prod(shape), classes))


def mlp(shape: tuple[int, int, int], classes: int, hidden: int = 512) -> nn.Sequential:
    """Build a multilayer perceptron with one hidden layer."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(math.prod(shape), hidden),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(hidden, classes),
    )
