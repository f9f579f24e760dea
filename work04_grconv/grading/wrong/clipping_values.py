"""Clips values, which turns the direction."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient.clamp(-max_norm, max_norm) for gradient in gradients], norm
