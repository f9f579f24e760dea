"""Calls torch's."""

from torch.nn.functional import smooth_l1_loss

OBJECT = "final_ssd.training.losses:smooth_l1"
CAUGHT_BY = "smooth_l1"


def smooth_l1(predictions, targets, beta=1.0):
    return smooth_l1_loss(predictions, targets, reduction="none", beta=beta)
