"""Layer normalization from scratch: each position by itself (Ba et al. 2016, section 3, equation (3)).

Batch normalization takes a feature's mean over the batch: what a sentence becomes then depends on its
neighbors, on their padding, and on whether the model trains. Layer normalization takes the mean over
the features of one position. It needs no batch and no running averages, and does the same in training
and in evaluation.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn


def layer_norm(
    features: Float[Tensor, "*positions d"],
    gain: Float[Tensor, " d"],
    bias: Float[Tensor, " d"],
    eps: float = 1e-5,
) -> Float[Tensor, "*positions d"]:
    """Bring the features of each position to mean 0 and variance 1, then scale and shift them.

    The variance σ² is the biased one, the mean of the squared deviations; the divisor is √(σ² + ε).
    Mean and variance are part of the computation: gradients pass through them, too. Features that
    are all equal become the bias, and pass finite gradients back. As an exercise, this is written
    without ready normalizations.

    Args:
        features: of any number of positions, such as (batch, positions, d).
        gain: what each normalized feature is multiplied by.
        bias: what is added to it then.
        eps: ε, which keeps the divisor from 0.
    """
    centered = features - features.mean(-1, keepdim=True)
    variance = centered.square().mean(-1, keepdim=True)
    return centered * (variance + eps).rsqrt() * gain + bias


class LayerNorm(nn.Module):
    """The layer: a learned gain that starts at 1, and a learned bias that starts at 0.

    Args:
        d_model: features of a position.
        eps: as in `layer_norm`.
    """

    def __init__(self, d_model: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.weight, self.bias = (
            nn.Parameter(torch.ones(d_model)),
            nn.Parameter(torch.zeros(d_model)),
        )
        self.eps = eps

    def forward(
        self, features: Float[Tensor, "*positions d_model"]
    ) -> Float[Tensor, "*positions d_model"]:
        """Normalize each position."""
        return layer_norm(features, self.weight, self.bias, self.eps)
