"""Takes the median."""

import math

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return math.exp(losses.double().median().item())
