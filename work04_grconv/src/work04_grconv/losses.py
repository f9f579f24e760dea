"""The loss of padded sentences, and perplexity."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.vocabulary import PAD


def masked_loss(
    logits: Float[Tensor, "batch time vocabulary"], targets: Int64[Tensor, "batch time"]
) -> Float[Tensor, ""]:
    """The mean −log P of the right tokens; a place that holds PAD does not count at all.

    The mean is over all tokens of the batch, so that each token weighs the same, whether its
    sentence is long or short.
    """
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()


def perplexity(losses: Float[Tensor, " token"]) -> float:
    """exp of the mean loss in nats: among how many equally likely tokens the model hesitates.

    A model that knows nothing has that of the vocabulary's size, a perfect one has 1.
    """
    return math.exp(losses.double().mean().item())
