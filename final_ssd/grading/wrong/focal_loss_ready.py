"""Calls torchvision's."""

OBJECT = "final_ssd.training.losses:focal_loss"
CAUGHT_BY = "focal_loss"


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    from torchvision.ops import sigmoid_focal_loss

    return sigmoid_focal_loss(logits, targets, alpha, gamma)
