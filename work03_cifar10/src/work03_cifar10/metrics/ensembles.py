"""Several networks decide together (Dietterich 2000; Lakshminarayanan et al. 2017)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor


def majority_vote(predictions: Int[Tensor, "model image"], classes: int) -> Int[Tensor, " image"]:
    """Return the class that most models chose; of equal numbers of votes, the lowest class wins."""
    voters = torch.ones_like(predictions)
    votes = torch.zeros(classes, predictions.shape[1], dtype=predictions.dtype)
    votes.scatter_add_(0, predictions, voters)
    return votes.argmax(dim=0)


def mean_probabilities(
    logits: Float[Tensor, "model image classes"],
) -> Float[Tensor, "image classes"]:
    """Average the models' probabilities: a sure model counts for more than a doubtful one."""
    return logits.softmax(dim=2).mean(dim=0)
