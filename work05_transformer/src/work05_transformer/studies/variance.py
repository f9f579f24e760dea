"""Why 1/√d: the variance of scores, and what it does to the softmax, measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from shared.reporting import save_results
from work05_transformer.layers.attention import attention

RESULTS = Path(__file__).parents[3] / "results" / "variance.json"


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


def variance(seeds: Sequence[int]) -> None:
    """Scores of random queries and keys, by their width."""
    rows = []
    for features in (4, 16, 64, 256, 512):
        measured = [measure_scores(features, seed=seed) for seed in seeds]
        rows.append(
            {
                "features": features,
                "variance of q·k": [each.variance for each in measured],
                "variance over √d": [each.scaled_variance for each in measured],
                "largest weight without": [each.largest_weight for each in measured],
                "largest weight with": [each.scaled_largest_weight for each in measured],
            }
        )
    command = "python -m work05_transformer.study variance"
    save_results(RESULTS, command=command, rows=rows, seeds=seeds)
