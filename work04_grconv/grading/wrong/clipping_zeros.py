"""Makes long gradients zero."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = 1.0 if norm <= max_norm else 0.0
    return [gradient * factor for gradient in gradients], norm
