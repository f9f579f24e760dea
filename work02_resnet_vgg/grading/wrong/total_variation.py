"""Mistakes in total_variation: each function is one, and its docstring says which."""

import numpy as np
import torch

OBJECT = "work02_resnet_vgg.style.losses:total_variation"


def absolute(image):
    """Averages absolute differences."""
    return image.diff(dim=1).abs().mean() + image.diff(dim=2).abs().mean()


def around_the_edge(image):
    """The last row's neighbor is the first."""
    down = image.roll(-1, dims=1) - image
    right = image.roll(-1, dims=2) - image
    return down.square().mean() + right.square().mean()


def half_a_gradient(image):
    """Takes one neighbor for a constant."""
    down = image[:, 1:] - image[:, :-1].detach()
    right = image[:, :, 1:] - image[:, :, :-1].detach()
    return down.square().mean() + right.square().mean()


def of_channels(image):
    """Differences of colors count as neighbors."""
    down = image[1:] - image[:-1]
    right = image[:, 1:] - image[:, :-1]
    return down.square().mean() + right.square().mean()


def one_direction(image):
    """Rows only: grain along them stays."""
    down = image[:, 1:] - image[:, :-1]
    return down.square().mean()


def one_mean(image):
    """Has one mean for both directions."""
    down = (image[:, 1:] - image[:, :-1]).square().flatten()
    right = (image[:, :, 1:] - image[:, :, :-1]).square().flatten()
    return 2 * torch.cat([down, right]).mean()


def without_gradient(image):
    """Computes with NumPy."""
    values = image.detach().numpy()
    down, right = np.diff(values, axis=1), np.diff(values, axis=2)
    return torch.tensor((down**2).mean() + (right**2).mean())
