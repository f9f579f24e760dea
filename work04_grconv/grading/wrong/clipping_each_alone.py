"""Clips each gradient by its own norm."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [g * min(1.0, max_norm / g.norm().item()) for g in gradients], norm
