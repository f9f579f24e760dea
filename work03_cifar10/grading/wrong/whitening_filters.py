"""Mistakes in whitening_filters: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.models.fast_net:whitening_filters"


def by_variance(patches, eps=5e-4):
    """Divides by the variance, not by its root."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances + eps)).T.flip(0)


def centers_in_place(patches, eps=5e-4):
    """Centers the caller's patches."""
    patches -= patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(patches.T @ patches / len(patches))
    return (directions / (variances + eps).sqrt()).T.flip(0)


def columns(patches, eps=5e-4):
    """Leaves the directions in the columns."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances + eps).sqrt()).flip(0)


def directions_alone(patches, eps=5e-4):
    """Does not scale the directions."""
    centered = patches - patches.mean(dim=0)
    _, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return directions.T.flip(0)


def eps_outside(patches, eps=5e-4):
    """Adds eps to the root."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances.clamp(min=0).sqrt() + eps)).T.flip(0)


def not_centered(patches, eps=5e-4):
    """Takes second moments for the covariance."""
    moments = patches.T @ patches / len(patches)
    variances, directions = torch.linalg.eigh(moments)
    return (directions / (variances + eps).sqrt()).T.flip(0)


def other_default(patches, eps=5e-3):
    """Has another eps by default."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances + eps).sqrt()).T.flip(0)


def smallest_first(patches, eps=5e-4):
    """Begins with the smallest variance."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / (variances + eps).sqrt()).T


def turned_back(patches, eps=5e-4):
    """Turns back to the pixels, as ZCA does."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return directions / (variances + eps).sqrt() @ directions.T


def without_eps(patches, eps=5e-4):
    """Forgets eps."""
    centered = patches - patches.mean(dim=0)
    variances, directions = torch.linalg.eigh(centered.T @ centered / len(centered))
    return (directions / variances.clamp(min=1e-9).sqrt()).T.flip(0)


def zero(patches, eps=5e-4):
    """Returns zeros."""
    return patches.new_zeros(patches.shape[1], patches.shape[1])
