"""Takes the label's probability for the confidence."""

import torch

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    confidence = probabilities.gather(1, labels[:, None])[:, 0]
    right = (probabilities.argmax(dim=1) == labels).to(confidence.dtype)
    number = ((confidence * bins).ceil().long() - 1).clamp(0, bins - 1)
    return float(torch.bincount(number, right - confidence).abs().sum() / len(labels))
