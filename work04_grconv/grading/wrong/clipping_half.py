"""Lets gradients be twice as long."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, 2 * max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm
