"""Adds 1e-6 to the norm, as torch does."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / (norm + 1e-6))
    return [gradient * factor for gradient in gradients], norm
