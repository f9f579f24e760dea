"""Mistakes in by_anchor: each function is one, and its docstring says which."""

import numpy as np
import torch
from torchvision.models.detection.rpn import permute_and_flatten

OBJECT = "final_ssd.models.heads:by_anchor"


def anchors_first(maps, numbers):
    """Lists all cells of the first anchor first."""
    split = maps.unflatten(1, (-1, numbers))
    return split.permute(0, 1, 3, 4, 2).reshape(len(maps), -1, numbers)


def columns_first(maps, numbers):
    """Goes down the columns."""
    return maps.permute(0, 3, 2, 1).reshape(len(maps), -1, numbers)


def interleaved(maps, numbers):
    """Takes every n-th channel for an anchor's."""
    batch, channels, height, width = maps.shape
    split = maps.reshape(batch, numbers, channels // numbers, height, width)
    return split.permute(0, 3, 4, 2, 1).reshape(batch, -1, numbers)


def through_numpy(maps, numbers):
    """Reorders with NumPy."""
    values = np.transpose(maps.detach().numpy(), (0, 2, 3, 1))
    return torch.from_numpy(values.reshape(len(maps), -1, numbers))


def without_permuting(maps, numbers):
    """Reshapes channels first: numbers of different anchors are mixed."""
    return maps.reshape(len(maps), -1, numbers)


def zeros(maps, numbers):
    """Gives zeros of the right shape."""
    return 0 * maps.permute(0, 2, 3, 1).reshape(len(maps), -1, numbers)


def in_float64(maps, numbers):
    """Gives float64 for float32."""
    return maps.permute(0, 2, 3, 1).reshape(len(maps), -1, numbers).double()


def ready(maps, numbers):
    """Calls what torchvision has."""
    batch, channels, height, width = maps.shape
    return permute_and_flatten(maps, batch, channels // numbers, numbers, height, width)


def of_two_images(maps, numbers):
    """Takes a batch for two images."""
    return maps.permute(0, 2, 3, 1).reshape(2, -1, numbers)


def of_one_size(maps, numbers):
    """Takes every map for one of 4×6."""
    anchors = maps.shape[1] // numbers
    return maps.permute(0, 2, 3, 1).reshape(len(maps), 24 * anchors, numbers)
