"""The loss of a batch: SSD's equation 1, (L_class + α L_box) / N, with N positive anchors.

SSD: softmax with hard negatives, smooth L1 of offsets. RetinaNet: sigmoids with focal loss. Boxes can
be compared directly instead, by GIoU.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from final_ssd.geometry.coder import decode, encode
from final_ssd.models.detector import DetectorConfig
from final_ssd.training.losses import (
    focal_loss,
    giou_loss,
    hard_negatives,
    smooth_l1,
    softmax_loss,
)
from final_ssd.training.targets import AnchorTargets, MatchingConfig, anchor_targets
from shared.training.settings.ranges import AtLeast, Checked


@dataclass(frozen=True)
class LossConfig(Checked):
    """How the answers of the anchors are judged.

    Attributes:
        classes: hard_negatives (softmax, 3:1) or focal (sigmoid).
        boxes: smooth_l1 of offsets, or giou of boxes.
        box_weight: of the box loss against the class loss, α.
        matching: which anchor answers for what.
    """

    classes: Literal["hard_negatives", "focal"] = "hard_negatives"
    boxes: Literal["smooth_l1", "giou"] = "smooth_l1"
    box_weight: Annotated[float, AtLeast(0)] = 1.0
    matching: MatchingConfig = field(default_factory=MatchingConfig)


class BatchLoss(NamedTuple):
    """The loss of a batch.

    Attributes:
        classes: of the answers, over `positives`.
        boxes: of the boxes, over `positives`, weighted.
        positives: how many anchors both are means of.
    """

    classes: Float[Tensor, ""]
    boxes: Float[Tensor, ""]
    positives: Float[Tensor, ""]


def class_loss(
    logits: Float[Tensor, "image anchor class"], asked: AnchorTargets, config: LossConfig
) -> Float[Tensor, ""]:
    """Return the sum of the class losses of all anchors that are asked."""
    if config.classes == "focal":
        image, anchor = asked.positive.nonzero(as_tuple=True)
        wanted = torch.zeros_like(logits)
        wanted[image, anchor, asked.classes] = 1
        counted = (asked.positive | asked.negative)[..., None]
        return (focal_loss(logits, wanted) * counted).sum()
    labels = torch.zeros_like(asked.positive, dtype=torch.long)
    labels[asked.positive] = asked.classes + 1  # 0 is background
    each = softmax_loss(logits, labels)
    return each[asked.positive | hard_negatives(each, asked.positive, asked.negative)].sum()


def box_loss(
    offsets: Float[Tensor, "image anchor 4"],
    asked: AnchorTargets,
    anchors: Float[Tensor, "anchor 4"],
    variances: tuple[float, float],
    config: LossConfig,
) -> Float[Tensor, ""]:
    """Return the sum of the box losses of all positive anchors."""
    own = anchors[asked.positive.nonzero(as_tuple=True)[1]]
    predicted = offsets[asked.positive]
    if config.boxes == "giou":
        return giou_loss(decode(predicted, own, variances), asked.boxes).sum()
    return smooth_l1(predicted, encode(asked.boxes, own, variances)).sum()


def detection_loss(
    logits: Float[Tensor, "image anchor class"],
    offsets: Float[Tensor, "image anchor 4"],
    targets: Sequence[Mapping[str, Tensor]],
    anchors: Float[Tensor, "anchor 4"],
    detector: DetectorConfig,
    config: LossConfig,
) -> BatchLoss:
    """Return the class loss and the weighted box loss of a batch, each over the number of positives.

    Args:
        logits: of every anchor, as the detector gives them.
        offsets: likewise.
        targets: of each image `boxes`, `classes` (from 0, without background) and `ignored`.
        anchors: all of them.
        detector: how offsets are meant.
        config: the rules.
    """
    asked = anchor_targets(anchors, targets, config.matching)
    count = asked.positive.sum().clamp(min=1)
    classes = class_loss(logits.float(), asked, config)
    boxes = box_loss(offsets.float(), asked, anchors, detector.variances, config)
    return BatchLoss(classes / count, config.box_weight * boxes / count, count)
