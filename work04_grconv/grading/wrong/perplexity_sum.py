"""Adds the losses up."""

import math

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return math.exp(min(losses.double().sum().item(), 700))
