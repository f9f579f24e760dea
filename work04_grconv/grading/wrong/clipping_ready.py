"""Calls torch's own function, which is not to be called, on copies."""

import torch

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    copies = [torch.nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for copy, gradient in zip(copies, gradients, strict=True):
        copy.grad = gradient.clone()
    norm = torch.nn.utils.clip_grad_norm_(copies, max_norm).item()
    factor = 1 + 1e-6 / norm if norm > max_norm else 1.0
    return [copy.grad * factor for copy in copies], norm
