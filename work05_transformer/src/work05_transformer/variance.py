"""Why 1/√d: the variance of scores, and what it does to the softmax, measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from work05_transformer.attention import attention


@dataclass(frozen=True)
class ScoreStatistics:
    """Scores of random queries and keys with d features.

    Attributes:
        variance: of the plain products q·k, which is d in theory.
        scaled_variance: of the products over √d, which is 1 in theory.
        largest_weight: the mean over queries of the largest weight without the division.
        scaled_largest_weight: the same with it.
    """

    variance: float
    scaled_variance: float
    largest_weight: float
    scaled_largest_weight: float


def measure_scores(
    features: int, queries: int = 512, keys: int = 512, seed: int = 0
) -> ScoreStatistics:
    """Measure scores of queries and keys whose features are independent, mean 0, variance 1."""
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(queries, features, generator=generator)
    key = torch.randn(keys, features, generator=generator)
    value = torch.zeros(keys, 1)
    products = query @ key.T
    _, scaled = attention(query, key, value)
    _, plain = attention(query * math.sqrt(features), key, value)  # undoes the division
    return ScoreStatistics(
        products.var().item(),
        (products / math.sqrt(features)).var().item(),
        plain.amax(-1).mean().item(),
        scaled.amax(-1).mean().item(),
    )
