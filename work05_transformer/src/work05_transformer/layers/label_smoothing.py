"""Targets that are not quite sure (Szegedy et al. 2016, section 7; Vaswani et al. 2017, section 5.4).

The right token gets 1 − ε of the probability, and ε is spread evenly over the whole vocabulary. A
model that is surer than that is punished for it: its perplexity becomes worse and its BLEU better.
"""

from __future__ import annotations

from jaxtyping import Float, Int
from torch import Tensor


def smoothed_cross_entropy(
    logits: Float[Tensor, "tokens vocab_size"],
    targets: Int[Tensor, " tokens"],
    smoothing: float,
    padding: int,
) -> Float[Tensor, ""]:
    """Return the mean cross-entropy in nats between smoothed targets and predictions.

    The smoothed target is (1 − ε) · one-hot + ε · uniform, so that the cross-entropy is a mixture
    of two: −log p of the right token, and the mean of −log p over the vocabulary. As an exercise,
    this is written without `cross_entropy`, which has it built in.

    Args:
        logits: one row a token.
        targets: the right tokens.
        smoothing: ε, 0.1 in the paper.
        padding: this target is no token; the mean is over all the others.
    """
    log_probabilities = logits.log_softmax(dim=-1)
    right = -log_probabilities.gather(-1, targets[:, None]).squeeze(-1)
    everywhere = -log_probabilities.mean(dim=-1)
    losses = (1 - smoothing) * right + smoothing * everywhere
    is_token = targets != padding
    return losses.where(is_token, 0.0).sum() / is_token.sum()
