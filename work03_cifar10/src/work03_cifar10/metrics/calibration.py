"""Calibration: whether a classifier is as sure as it is right (Guo et al. 2017)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor


def calibration_bins(
    probabilities: Float[Tensor, "image classes"], labels: Int[Tensor, " image"], bins: int = 15
) -> tuple[Float[Tensor, " bin"], Float[Tensor, " bin"], Int[Tensor, " bin"]]:
    """Return confidence and accuracy of predictions of about the same confidence.

    A prediction's confidence is its largest probability. The bins are (0, 1/bins], (1/bins,
    2/bins], … as in Guo et al. 2017, section 2.

    Returns:
        for each bin the mean confidence, the accuracy and the number of images; 0 where it is empty.
    """
    confidences, predictions = probabilities.max(dim=1)
    right = (predictions == labels).to(probabilities.dtype)
    number = ((confidences * bins).ceil().long() - 1).clamp(0, bins - 1)
    counts = torch.bincount(number, minlength=bins)
    sizes = counts.clamp(min=1)
    mean_confidence = torch.bincount(number, confidences, minlength=bins) / sizes
    accuracy = torch.bincount(number, right, minlength=bins) / sizes
    return mean_confidence, accuracy, counts


def calibration_error(
    probabilities: Float[Tensor, "image classes"], labels: Int[Tensor, " image"], bins: int = 15
) -> float:
    """Return the expected calibration error (Guo et al. 2017, equation 3).

    The mean of |accuracy - confidence| over the bins of `calibration_bins`, weighted by their
    numbers of images: an empty one does not count.
    """
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (accuracy - confidence).abs()).sum() / counts.sum())
