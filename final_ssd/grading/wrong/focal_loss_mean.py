"""Averages over all numbers."""

from torch.nn.functional import binary_cross_entropy_with_logits

OBJECT = "final_ssd.training.losses:focal_loss"
CAUGHT_BY = "focal_loss"


def focal_loss(logits, targets, alpha=0.25, gamma=2.0):
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return (weight * (1 - right) ** gamma * entropy).mean()
