"""Takes 15 bins whatever it is told."""

OBJECT = "work03_cifar10.metrics.calibration:calibration_error"
CAUGHT_BY = "calibration_error"


def calibration_error(probabilities, labels, bins=15):
    confidence, accuracy, counts = calibration_bins(probabilities, labels)
    return float((counts * (accuracy - confidence).abs()).sum() / counts.sum())
