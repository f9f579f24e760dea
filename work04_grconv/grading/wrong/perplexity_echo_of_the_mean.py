"""Returns the mean loss."""

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return losses.double().mean().item()
