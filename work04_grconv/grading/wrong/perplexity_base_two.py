"""Takes losses in nats for bits."""

OBJECT = "work04_grconv.metrics.perplexity:perplexity"
CAUGHT_BY = "perplexity"


def perplexity(losses):
    return 2 ** losses.double().mean().item()
