"""Why 1/√d: the variance of scores, and what it does to the softmax, measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from shared.studies import Study, study
from work05_transformer.layers.attention import attention


@dataclass(frozen=True)
class ScoreConfig:
    """Random queries and keys whose features are independent, of mean 0 and variance 1."""

    features: int
    queries: int = 512
    keys: int = 512


def measure_scores(config: ScoreConfig, seed: int) -> dict[str, float]:
    """Measure the scores of random queries and keys with d features.

    Returns:
        `scores/variance` of the plain products q·k, which is d in theory, and of the products over
        √d (`scaled/variance`), which is 1 in theory; and of both the mean over queries of the
        `largest_weight` that the softmax gives.
    """
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(config.queries, config.features, generator=generator)
    key = torch.randn(config.keys, config.features, generator=generator)
    value = torch.zeros(config.keys, 1)
    products = query @ key.T
    root = math.sqrt(config.features)
    _, scaled = attention(query, key, value)
    _, plain = attention(query * root, key, value)  # undoes the division
    return {
        "scores/variance": products.var().item(),
        "scaled/variance": (products / root).var().item(),
        "scores/largest_weight": plain.amax(-1).mean().item(),
        "scaled/largest_weight": scaled.amax(-1).mean().item(),
    }


@study(seeds=(0, 1, 2))
def variance(s: Study) -> None:
    """Measure scores of random queries and keys, by how many features they have."""
    for features in (4, 16, 64, 256, 512):
        for seed in s.seeds:
            s.measure({"features": features}, measure_scores, ScoreConfig(features), seed)
