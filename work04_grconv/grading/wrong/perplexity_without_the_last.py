"""Leaves the last loss out."""

import math

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return math.exp(losses[: max(len(losses) - 1, 1)].double().mean().item())
