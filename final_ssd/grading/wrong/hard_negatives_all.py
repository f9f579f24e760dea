"""Takes all negatives: everything is background, and the loss is small."""

OBJECT = "final_ssd.training.losses:hard_negatives"
CAUGHT_BY = "hard_negatives"


def hard_negatives(losses, positives, negatives, ratio=3.0):
    return negatives
