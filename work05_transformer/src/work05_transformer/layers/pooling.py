"""Attention as it was before Transformers: from a cue to what is looked at, to kernel regression.

The eye takes in far more than the mind can follow, and attention chooses (James 1890, chapter 11). Two
kinds of cues guide it. A *nonvolitional* cue lies in the scene: the one red cup among gray papers draws
the eye. A *volitional* cue lies in us: after the coffee we want to read, and look for the book.

In a network each thing in the scene has a **key**, its nonvolitional cue, and a **value**, what the
senses would take in of it; the volitional cue is the **query**. Attention pooling is the mean of the
values, weighted by how well each key fits the query:

    f(q) = Σᵢ α(q, kᵢ) vᵢ,    α(q, ·) the softmax of scores a(q, kᵢ)

Without a query it would be average pooling, where everything counts alike. The oldest score is a
kernel's (Nadaraya 1964; Watson 1964): near keys count, as a Gaussian of some width says. Bahdanau's
additive score (`AdditiveAttention`) and the scaled dot product (`attention`) came half a century
later. All three are called alike, with query, key and value, and return the mixed values and the
weights: `Pooling`.
"""

from __future__ import annotations

import math
from typing import Protocol

import torch
from jaxtyping import Float
from torch import Tensor, nn


class Pooling(Protocol):
    """What mixes values by how well keys fit queries."""

    def __call__(
        self,
        query: Float[Tensor, "batch queries query_width"],
        key: Float[Tensor, "batch keys key_width"],
        value: Float[Tensor, "batch keys d_value"],
    ) -> tuple[Float[Tensor, "batch queries d_value"], Float[Tensor, "batch queries keys"]]:
        """Return the mixed values, and the weights."""


def average_pooling(
    query: Float[Tensor, "... queries d"],
    key: Float[Tensor, "... keys d"],
    value: Float[Tensor, "... keys d_value"],
) -> tuple[Float[Tensor, "... queries d_value"], Float[Tensor, "... queries keys"]]:
    """Give every value the same weight, whatever the query asks for."""
    weights = (query @ key.mT).mul(0).softmax(-1)
    return weights @ value, weights


def kernel_pooling(
    query: Float[Tensor, "... queries d"],
    key: Float[Tensor, "... keys d"],
    value: Float[Tensor, "... keys d_value"],
    width: float | Float[Tensor, ""],
) -> tuple[Float[Tensor, "... queries d_value"], Float[Tensor, "... queries keys"]]:
    """Pool by a Gaussian kernel: scores are −‖q − k‖² / (2 · width²), weights their softmax over the keys.

    This is Nadaraya–Watson regression. A narrow kernel gives nearly all weight to the nearest key, a
    wide one the same weight to all; the weights sum to 1 as long as its square is not 0. Gradients
    pass to query, key, value, and the width where it is a tensor, also where a query equals a key.

    Args:
        query: what to estimate at; the last two dimensions are points and features.
        key: where values are known, likewise.
        value: one for each key.
        width: the kernel's standard deviation, above 0.

    Returns:
        the mixed values, and the weights.
    """
    squares = (query[..., :, None, :] - key[..., None, :, :]).square().sum(-1)
    weights = (-squares / (2 * width**2)).softmax(-1)
    return weights @ value, weights


class KernelPooling(nn.Module):
    """A kernel whose width is given, or learned.

    Args:
        width: above 0; where it is learned, the one to begin with.
        learned: make it a parameter: its logarithm, so that it stays positive.
    """

    def __init__(self, width: float = 1.0, learned: bool = False) -> None:
        super().__init__()
        self.log_width = nn.Parameter(torch.tensor(math.log(width)), requires_grad=learned)

    @property
    def width(self) -> Float[Tensor, ""]:
        """The kernel's standard deviation."""
        return self.log_width.exp()

    def forward(
        self,
        query: Float[Tensor, "... queries d"],
        key: Float[Tensor, "... keys d"],
        value: Float[Tensor, "... keys d_value"],
    ) -> tuple[Float[Tensor, "... queries d_value"], Float[Tensor, "... queries keys"]]:
        """Return the mixed values, and the weights."""
        return kernel_pooling(query, key, value, self.width)
