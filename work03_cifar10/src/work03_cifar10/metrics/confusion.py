"""Which classes are taken for which, and the errors that a classifier is surest of."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor


def confusion_matrix(
    labels: Int[Tensor, " image"], predictions: Int[Tensor, " image"], classes: int
) -> Int[Tensor, "true predicted"]:
    """Count how many images of each class (row) were taken for each class (column)."""
    pairs = labels * classes + predictions
    return torch.bincount(pairs, minlength=classes**2).view(classes, classes)


def most_confident_errors(
    probabilities: Float[Tensor, "n classes"], labels: Int[Tensor, " n"], count: int
) -> Int[Tensor, " count"]:
    """Return the numbers of the wrongly classified images that the model was surest of."""
    confidence, predictions = probabilities.max(dim=1)
    wrong = (predictions != labels).nonzero().flatten()
    return wrong[confidence[wrong].argsort(descending=True)[:count]]
