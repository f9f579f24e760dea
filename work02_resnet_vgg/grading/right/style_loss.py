"""Right ways to the loss of style."""

import torch
from torch import nn

OBJECT = "work02_resnet_vgg.style.losses:style_loss"


def by_mse_loss(gram, target):
    """Torch's mean squared error, over four."""
    return nn.functional.mse_loss(gram, target) / 4


def as_in_equation_4(gram, target):
    """A sum over 4 N²."""
    channels = len(gram)
    return torch.sum((gram - target) ** 2) / (4 * channels**2)


def as_a_trace(gram, target):
    """The trace of the difference times its transpose."""
    difference = gram - target
    return torch.trace(difference @ difference.T) / (4 * difference.numel())


def as_a_frobenius_norm(gram, target):
    """The squared Frobenius norm."""
    return torch.linalg.matrix_norm(gram - target).square() / gram.numel() / 4


def of_halves(gram, target):
    """The square of half the difference."""
    return (gram / 2 - target / 2).pow(2).mean()


def row_by_row(gram, target):
    """A loop over rows."""
    rows = [(row - wanted).square().mean() for row, wanted in zip(gram, target, strict=True)]
    return 0.25 * torch.stack(rows).mean()


def with_einsum(gram, target):
    """A sum over both indices by einsum."""
    difference = target - gram
    return torch.einsum("ij,ij->", difference, difference) / (2 * len(gram)) ** 2


def number_by_number(gram, target):
    """A loop over pairs of channels."""
    total = torch.zeros((), dtype=gram.dtype)
    for i in range(gram.shape[0]):
        for j in range(gram.shape[1]):
            total = total + (gram[i, j] - target[i, j]) ** 2
    return total / (4 * gram.shape[0] * gram.shape[1])


def as_a_squared_distance(gram, target):
    """A product of the flat difference with itself."""
    flat = torch.flatten(gram - target)
    return (flat @ flat) * (1 / 4) * (1 / flat.shape[0])
