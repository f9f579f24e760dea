"""What a detector is trained by: the class of every anchor asked, the box of every matched one.

Of thousands of anchors a handful show an object. Averaged over all of them, "everything is
background" has a tiny loss: this is where the earlier hand-in stayed. SSD takes the three worst
negatives for each positive; RetinaNet turns down the weight of what is already right. Both divide by
the number of *positives*.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from final_ssd.geometry.boxes import paired_giou


def hard_negatives(
    losses: Float[Tensor, "image anchor"],
    positives: Bool[Tensor, "image anchor"],
    negatives: Bool[Tensor, "image anchor"],
    ratio: float = 3.0,
) -> Bool[Tensor, "image anchor"]:
    """Choose in each image the negatives with the highest loss, `ratio` for each positive.

    SSD, section 2.2, "hard negative mining". An image without a positive gives no negative, as in
    torchvision; one with fewer negatives than wanted gives all. Of equal losses the first counts.

    Args:
        losses: of the class, of every anchor; may have a gradient, which the choice has not.
        positives: anchors with an object.
        negatives: background; what is neither is left out.
        ratio: negatives for each positive; their number is rounded down.
    """
    wanted = (ratio * positives.sum(dim=1, keepdim=True)).long()
    ranked = losses.detach().masked_fill(~negatives, -torch.inf)
    places = ranked.argsort(dim=1, descending=True, stable=True).argsort(dim=1)
    return (places < wanted) & negatives


def softmax_loss(
    logits: Float[Tensor, "image anchor class"], classes: Int[Tensor, "image anchor"]
) -> Float[Tensor, "image anchor"]:
    """Return the cross-entropy of every anchor.

    Args:
        logits: background first, then the classes.
        classes: 0 is background.
    """
    return cross_entropy(logits.flatten(0, 1).float(), classes.flatten(), reduction="none").view(
        classes.shape
    )


def focal_loss(
    logits: Float[Tensor, "*batch"],
    targets: Float[Tensor, "*batch"],
    alpha: float = 0.25,
    gamma: float = 2.0,
) -> Float[Tensor, "*batch"]:
    """Return the focal loss of every number (Lin et al. 2017, equation 5): −α_t (1 − p_t)^γ ln p_t.

    p_t is the probability that the sigmoid gives to what is true; α_t is α for 1 and 1 − α for 0. It
    stays finite for logits of ±1000. Both have one dtype, and so has the result. By hand, without
    torchvision's `sigmoid_focal_loss`.

    Args:
        logits: any shape.
        targets: 0 or 1 for each.
        alpha: weight of the ones.
        gamma: how much less an easy case counts, 0 or at least 1; 0 is cross-entropy.
    """
    probability = logits.sigmoid()
    right = probability * targets + (1 - probability) * (1 - targets)
    weight = alpha * targets + (1 - alpha) * (1 - targets)
    entropy = binary_cross_entropy_with_logits(logits, targets, reduction="none")
    return weight * (1 - right) ** gamma * entropy


def smooth_l1(
    predictions: Float[Tensor, "*batch"], targets: Float[Tensor, "*batch"], beta: float = 1.0
) -> Float[Tensor, "*batch"]:
    """Return half a square below `beta`, a straight line above (Girshick 2015, equation 3).

    d² / 2β where d = |prediction − target| < β, d − β/2 elsewhere. Both have one dtype, and so has the
    result. By hand, without torch's `smooth_l1_loss` or `huber_loss`.

    Args:
        predictions: any shape.
        targets: as many.
        beta: above 0.
    """
    distance = (predictions - targets).abs()
    return torch.where(distance < beta, distance**2 / (2 * beta), distance - beta / 2)


def giou_loss(
    predictions: Float[Tensor, "*batch 4"], targets: Float[Tensor, "*batch 4"]
) -> Float[Tensor, "*batch"]:
    """Return 1 − GIoU of boxes `x1 y1 x2 y2`: from 0 (equal) to 2."""
    return 1 - paired_giou(predictions, targets)
