"""Divides by a norm of zero."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm()
    factor = max_norm / norm if norm == 0 or norm > max_norm else 1.0
    return [gradient * factor for gradient in gradients], norm.item()
