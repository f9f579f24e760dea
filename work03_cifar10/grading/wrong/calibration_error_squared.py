"""Squares the differences."""

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (accuracy - confidence).square()).sum() / counts.sum())
