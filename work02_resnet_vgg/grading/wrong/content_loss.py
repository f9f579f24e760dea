"""Mistakes in content_loss: each function is one, and its docstring says which."""

import torch

OBJECT = "work02_resnet_vgg.style.losses:content_loss"


def absolute(maps, target):
    """The mean distance, not its square."""
    return (maps - target).abs().mean() / 2


def fresh_tensor(maps, target):
    """Returns a new tensor with the loss in it."""
    return torch.tensor(float((maps - target).square().mean()) / 2, dtype=maps.dtype)


def moves_the_target(maps, target):
    """Has a gradient for the target alone."""
    return (maps.detach() - target).square().mean() / 2


def not_half(maps, target):
    """Forgets the half."""
    return (maps - target).square().mean()


def loss_sum(maps, target):
    """Grows with the image: a sum."""
    return (maps - target).square().sum() / 2


def zero(maps, target):
    """Is zero."""
    return 0 * (maps - target).sum()
