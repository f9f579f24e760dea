"""Mistakes in style_loss: each function is one, and its docstring says which."""

import torch

OBJECT = "work02_resnet_vgg.style.losses:style_loss"


def absolute(gram, target):
    """Averages absolute differences."""
    return (gram - target).abs().mean() / 4


def diagonal(gram, target):
    """Compares each channel with itself alone."""
    return (gram - target).diagonal().square().mean() / 4


def fresh_tensor(gram, target):
    """Returns a new tensor with the loss in it."""
    return torch.tensor(((gram - target) ** 2).mean().item() / 4, dtype=gram.dtype)


def half(gram, target):
    """Half, as in the loss of content."""
    return (gram - target).square().mean() / 2


def loss_sum(gram, target):
    """Sums over the pairs of channels."""
    return (gram - target).square().sum() / 4
