"""Mistakes in generator_loss: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import softplus

OBJECT = "work03_cifar10.generative.losses:generator_loss"


def clamped(fake):
    """Keeps the probability away from 0, and with it loses the gradient."""
    return -fake.sigmoid().clamp(min=1e-12).log().mean()


def nan_backwards(fake):
    """Chooses between two forms, one of which overflows: its gradient is NaN."""
    small = (1 + (-fake).exp()).log()
    return torch.where(fake < -20, -fake, small).mean()


def no_gradient(fake):
    """Returns a number in a new tensor."""
    return torch.tensor(softplus(-fake).mean().item(), dtype=fake.dtype)


def of_probabilities(fake):
    """Takes logits for probabilities."""
    return -fake.abs().log().mean()


def of_the_discriminator(fake):
    """Calls generated images generated."""
    return softplus(fake).mean()


def overflows(fake):
    """Takes the logarithm of a probability that rounds to 0."""
    return -fake.sigmoid().log().mean()


def saturates(fake):
    """Uses the minimax game's own loss."""
    return -softplus(fake).mean()


def loss_sum(fake):
    """Sums over the batch."""
    return softplus(-fake).sum()


def zero(fake):
    """Answers 0, with a gradient of 0."""
    return 0 * fake.sum()
