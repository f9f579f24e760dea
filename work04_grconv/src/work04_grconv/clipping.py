"""Gradient clipping (Pascanu et al. 2013): keep the direction, bound the length."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor


def clip_gradients(gradients: Sequence[Float[Tensor, "..."]], most: float) -> float:
    """Scale all gradients in place, by one factor, so that their joint 2-norm is at most `most`.

    Gradients that are short enough stay as they are.

    Returns:
        the joint norm before.
    """
    norm = torch.stack([gradient.norm() for gradient in gradients]).norm().item()
    if norm > most:
        for gradient in gradients:
            gradient.mul_(most / norm)
    return norm
