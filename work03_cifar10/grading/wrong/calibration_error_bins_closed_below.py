"""Counts the end of a bin to the next one."""

import torch

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    confidence, predicted = probabilities.max(dim=1)
    number = (confidence * bins).long().clamp(max=bins - 1)
    excess = (predicted == labels).to(confidence.dtype) - confidence
    return float(torch.bincount(number, excess).abs().sum() / len(labels))
