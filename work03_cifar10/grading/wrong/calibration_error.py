"""Mistakes in calibration_error: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"


def always_15(probabilities, labels, bins=15):
    """Takes 15 bins whatever it is told."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels)
    return float((counts * (accuracy - confidence).abs()).sum() / counts.sum())


def bins_closed_below(probabilities, labels, bins=15):
    """Counts the end of a bin to the next one."""
    confidence, predicted = probabilities.max(dim=1)
    number = (confidence * bins).long().clamp(max=bins - 1)
    excess = (predicted == labels).to(confidence.dtype) - confidence
    return float(torch.bincount(number, excess).abs().sum() / len(labels))


def bins_equal(probabilities, labels, bins=15):
    """Counts every bin alike."""
    confidence, accuracy, _ = calibration_bins(probabilities, labels, bins)
    return float((accuracy - confidence).abs().mean())


def largest(probabilities, labels, bins=15):
    """Takes the largest difference."""
    confidence, accuracy, _ = calibration_bins(probabilities, labels, bins)
    return float((accuracy - confidence).abs().max())


def no_bins(probabilities, labels, bins=15):
    """Compares image by image."""
    confidence, predicted = probabilities.max(dim=1)
    return float(((predicted == labels).double() - confidence).abs().mean())


def of_filled_bins(probabilities, labels, bins=15):
    """Counts every bin alike that is not empty."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((accuracy - confidence).abs()[counts > 0].mean())


def of_the_label(probabilities, labels, bins=15):
    """Takes the label's probability for the confidence."""
    confidence = probabilities.gather(1, labels[:, None])[:, 0]
    right = (probabilities.argmax(dim=1) == labels).to(confidence.dtype)
    number = ((confidence * bins).ceil().long() - 1).clamp(0, bins - 1)
    return float(torch.bincount(number, right - confidence).abs().sum() / len(labels))


def signed(probabilities, labels, bins=15):
    """Lets bins that are too sure make up for others."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (confidence - accuracy)).sum().abs() / counts.sum())


def squared(probabilities, labels, bins=15):
    """Squares the differences."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (accuracy - confidence).square()).sum() / counts.sum())


def ten_by_default(probabilities, labels, bins=10):
    """Takes 10 bins by default."""
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (accuracy - confidence).abs()).sum() / counts.sum())


def zero(probabilities, labels, bins=15):
    """Answers 0."""
    return 0.0
