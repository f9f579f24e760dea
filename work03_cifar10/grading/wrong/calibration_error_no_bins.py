"""Compares image by image."""

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    confidence, predicted = probabilities.max(dim=1)
    return float(((predicted == labels).double() - confidence).abs().mean())
