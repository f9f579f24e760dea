"""Rounds to whole numbers."""

import math

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return float(round(math.exp(losses.double().mean().item())))
