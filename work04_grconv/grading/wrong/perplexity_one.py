"""Returns 1."""

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return 1.0
