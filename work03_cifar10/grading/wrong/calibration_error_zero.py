"""Answers 0."""

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    return 0.0
