"""Takes 10 bins by default."""

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=10):
    confidence, accuracy, counts = calibration_bins(probabilities, labels, bins)
    return float((counts * (accuracy - confidence).abs()).sum() / counts.sum())
