"""Clips values, which turns the direction."""

import torch

OBJECT = "work04_grconv.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, most):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient.clamp(-most, most) for gradient in gradients], norm
