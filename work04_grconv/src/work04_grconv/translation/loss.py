"""The loss of padded sentences."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.text.vocabulary import PAD


def masked_loss(
    logits: Float[Tensor, "batch time vocabulary"], targets: Int64[Tensor, "batch time"]
) -> Float[Tensor, ""]:
    """Return the mean −log P of the target tokens; a place that holds PAD does not count at all.

    The mean is over all tokens of the batch, so that each token weighs the same, whether its
    sentence is long or short. Large logits do not overflow, the result has the logits' dtype, and
    autograd goes back.
    `torch.nn.functional.cross_entropy` with an `ignore_index` is the same.
    """
    losses = torch.logsumexp(logits, dim=2) - logits.gather(2, targets[:, :, None]).squeeze(2)
    words = targets != PAD
    return losses[words].sum() / words.sum()
