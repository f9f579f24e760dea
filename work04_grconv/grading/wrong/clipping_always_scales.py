"""Stretches short gradients too."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient * (max_norm / norm) for gradient in gradients], norm
