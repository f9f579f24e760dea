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

    Gradients that are short enough stay as they are. `torch.nn.utils.clip_grad_norm_`, which
    training uses, does the same in place.

    Returns:
        the gradients to use, and the joint norm before.
    """
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm
