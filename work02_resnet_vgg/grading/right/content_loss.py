"""Right ways to the loss of content."""

import torch
from torch import nn

OBJECT = "work02_resnet_vgg.style.losses:content_loss"


def by_mse_loss(maps, target):
    """Torch's mean squared error, halved."""
    return nn.functional.mse_loss(maps, target) / 2


def as_a_sum(maps, target):
    """A sum over the number of values."""
    return ((maps - target) ** 2).sum() / (2 * maps.numel())


def as_a_dot_product(maps, target):
    """The difference times itself."""
    difference = (maps - target).flatten()
    return 0.5 * torch.dot(difference, difference) / len(difference)


def as_a_norm(maps, target):
    """The squared length of the difference."""
    return torch.linalg.vector_norm(maps - target).pow(2) * (0.5 / maps.numel())


def channel_by_channel(maps, target):
    """A loop over channels."""
    total = 0
    for one, other in zip(maps, target, strict=True):
        total = total + torch.mean((other - one).square())
    return total / len(maps) / 2


def as_a_huber_loss(maps, target):
    """Huber's loss, which is half a square up to its delta."""
    delta = float((maps - target).abs().max()) + 1
    return nn.functional.huber_loss(maps, target, delta=delta)


def multiplied_out(maps, target):
    """The square, multiplied out."""
    each = maps * maps - 2 * maps * target + target * target
    return torch.mean(each).div(2)


def with_einsum(maps, target):
    """All sums by einsum."""
    difference = torch.sub(maps, target)
    return torch.einsum("chw,chw->", difference, difference) / difference.numel() * 0.5


def as_a_module(maps, target):
    """A module that sums."""
    return nn.MSELoss(reduction="sum")(target, maps) / (maps.numel() + target.numel())
