"""Mistakes in smooth_l1: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import huber_loss, smooth_l1_loss

OBJECT = "final_ssd.training.losses:smooth_l1"


def from_huber(predictions, targets, beta=1.0):
    """Divides torch's Huber loss by β."""
    return huber_loss(predictions, targets, reduction="none", delta=beta) / beta


def ignores_beta(predictions, targets, beta=1.0):
    """The formula for β = 1, with the border at β."""
    distance = (predictions - targets).abs()
    return torch.where(distance < beta, 0.5 * distance**2, distance - 0.5)


def is_huber(predictions, targets, beta=1.0):
    """Forgets to divide by β: Huber's loss."""
    distance = (predictions - targets).abs()
    return torch.where(distance < beta, distance**2 / 2, beta * (distance - beta / 2))


def jumps(predictions, targets, beta=1.0):
    """The two branches do not meet."""
    distance = (predictions - targets).abs()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance)


def mean(predictions, targets, beta=1.0):
    """Averages over all numbers."""
    distance = (predictions - targets).abs()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2).mean()


def nan_at_zero(predictions, targets, beta=1.0):
    """Takes the root of a square, which has no gradient at 0."""
    distance = (predictions - targets).square().sqrt()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def one_side(predictions, targets, beta=1.0):
    """Forgets the absolute value."""
    distance = predictions - targets
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def ready(predictions, targets, beta=1.0):
    """Calls torch's."""
    return smooth_l1_loss(predictions, targets, reduction="none", beta=beta)


def without_gradient(predictions, targets, beta=1.0):
    """Returns a new tensor."""
    distance = (predictions - targets).abs().detach()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def in_float64(predictions, targets, beta=1.0):
    """Gives float64 for float32."""
    distance = (predictions.double() - targets.double()).abs()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)
