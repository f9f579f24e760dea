"""Forgets the absolute value."""

import torch

OBJECT = "final_ssd.training.losses:smooth_l1"
CAUGHT_BY = "smooth_l1"


def smooth_l1(predictions, targets, beta=1.0):
    distance = predictions - targets
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)
