"""Stretches short gradients too."""

import torch

OBJECT = "work04_grconv.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, most):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    return [gradient * (most / norm) for gradient in gradients], norm
