"""Gradient clipping (Pascanu et al. 2013): keep the direction, bound the length."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def clip_gradients(
    gradients: Sequence[Float[Tensor, "*shape"]], max_norm: float
) -> tuple[list[Float[Tensor, "*shape"]], float]:
    """Scale all gradients by one factor, so that their joint 2-norm is at most `max_norm`.

    Gradients that are short enough, or all zero, keep their values. The given tensors are not
    changed. `torch.nn.utils.clip_grad_norm_`, which training uses and which is not to be called
    here, does the same in place, but for the 1e-6 that it adds to the norm.

    Returns:
        the gradients to use, and the joint norm before.
    """
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm
