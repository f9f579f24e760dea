"""Chooses between two forms, one of which overflows: its gradient is NaN."""

import torch

OBJECT = "work03_cifar10.generative.losses:generator_loss"
CAUGHT_BY = "generator_loss"


def generator_loss(fake):
    small = (1 + (-fake).exp()).log()
    return torch.where(fake < -20, -fake, small).mean()
