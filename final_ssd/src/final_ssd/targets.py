"""From ragged truths to targets, and from outputs and targets to the loss.

Truths stay ragged: each image brings as many boxes as it has. The earlier hand-in padded them with
rows of zeros, and a padded row looked like an object of class 0 with a box of no size: its offsets,
the logarithm of nearly 0, were −69.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor

from final_ssd.boxes import areas, clip, intersections, iou
from final_ssd.coder import decode, encode
from final_ssd.detector import DetectorConfig
from final_ssd.losses import focal_loss, giou_loss, hard_negatives, smooth_l1, softmax_loss
from final_ssd.matching import BACKGROUND, IGNORED, match
from final_ssd.mistakes import padded_offsets, padded_rows


@dataclass(frozen=True)
class LossConfig:
    """What is asked of which anchor.

    Attributes:
        classes: hard_negatives (softmax, 3:1), focal (sigmoid), or all_anchors (softmax averaged over
            every anchor: what the earlier hand-in did).
        boxes: smooth_l1 of offsets, or giou of boxes.
        box_weight: of the box loss against the class loss.
        positive, negative: IoU thresholds of the matching.
        force: every truth gets an anchor.
        border: anchors that reach over the border of the image are trained, too.
        padding: rows of zeros fill the truths of each image up to so many, and are taken for objects:
            the earlier hand-in's mistake, kept for the ablation (`mistakes.py`). 0 for none.
    """

    classes: Literal["hard_negatives", "focal", "all_anchors"] = "hard_negatives"
    boxes: Literal["smooth_l1", "giou"] = "smooth_l1"
    box_weight: float = 1.0
    positive: float = 0.5
    negative: float = 0.4
    force: bool = True
    border: bool = True
    padding: int = 0


def assign(
    anchors: Float[Tensor, "anchor 4"], truths: Mapping[str, Tensor], config: LossConfig
) -> Int[Tensor, " anchor"]:
    """Each anchor's truth in one image, BACKGROUND or IGNORED.

    Args:
        anchors: `x1 y1 x2 y2`.
        truths: `boxes`, and `ignored`, true for crowds and difficult objects: nothing is learnt from
            them, and an anchor that lies in one by half of its area or more is not called background.
        config: the rules.
    """
    wanted = ~truths["ignored"]
    numbers = wanted.nonzero().flatten()
    overlaps = iou(truths["boxes"][wanted], anchors)
    matched = match(overlaps, config.positive, config.negative, force=config.force)
    if len(numbers):
        matched = torch.where(matched >= 0, numbers[matched.clamp(min=0)], matched)
    if len(numbers) < len(wanted):
        inside = intersections(truths["boxes"][~wanted][:, None], anchors[None]) / areas(anchors)
        covered = (inside >= 0.5).any(dim=0)
        matched = torch.where((matched == BACKGROUND) & covered, IGNORED, matched)
    return matched


def detection_loss(
    logits: Float[Tensor, "image anchor class"],
    offsets: Float[Tensor, "image anchor 4"],
    truths: Sequence[Mapping[str, Tensor]],
    anchors: Float[Tensor, "anchor 4"],
    detector: DetectorConfig,
    config: LossConfig,
) -> tuple[Float[Tensor, ""], Float[Tensor, ""]]:
    """The class loss and the (weighted) box loss of a batch, each over the number of positives.

    Args:
        logits, offsets: the detector's outputs.
        truths: of each image `boxes`, `classes` (from 0, without background) and `ignored`.
        anchors: all of them.
        detector: how scores and offsets are meant.
        config: the rules.
    """
    logits, offsets = logits.float(), offsets.float()
    matched = torch.stack([assign(anchors, truth, config) for truth in truths])
    if not config.border:
        side = float(detector.image_size)
        outside = (clip(anchors, side, side) != anchors).any(dim=1)
        matched = torch.where(outside, IGNORED, matched)
    positive, negative = matched >= 0, matched == BACKGROUND
    count = positive.sum().clamp(min=1)

    # All truths of the batch in one list: a positive anchor points into it.
    first = torch.tensor([0, *(len(truth["boxes"]) for truth in truths)]).cumsum(0)[:-1]
    image, anchor = positive.nonzero(as_tuple=True)
    owner = matched[positive] + first.to(matched.device)[image]
    classes = torch.cat([truth["classes"] for truth in truths])[owner]
    boxes = torch.cat([truth["boxes"] for truth in truths])[owner]

    offsets_wanted = encode(boxes, anchors[anchor], detector.variances)
    if config.padding:
        fake_image, fake_anchor = padded_rows(matched, truths, config.padding)
        image, anchor = torch.cat([image, fake_image]), torch.cat([anchor, fake_anchor])
        classes = torch.cat([classes, torch.zeros_like(fake_image)])
        fake = padded_offsets(anchors[fake_anchor], detector.variances)
        offsets_wanted = torch.cat([offsets_wanted, fake])

    if config.classes == "focal":
        wanted = torch.zeros_like(logits)
        wanted[image, anchor, classes] = 1
        asked = (positive | negative)[..., None]
        class_loss = (focal_loss(logits, wanted) * asked).sum() / count
    else:
        labels = torch.zeros_like(matched)
        labels[image, anchor] = classes + 1  # 0 is background
        each = softmax_loss(logits, labels)
        if config.classes == "all_anchors":
            class_loss = each[positive | negative].mean()
        else:
            asked = positive | hard_negatives(each, positive, negative)
            class_loss = each[asked].sum() / count

    predicted = offsets[image, anchor]
    if config.boxes == "giou":
        decoded = decode(predicted, anchors[anchor], detector.variances)
        box_loss = giou_loss(decoded, boxes).sum()
    else:
        box_loss = smooth_l1(predicted, offsets_wanted).sum()
    if config.classes == "all_anchors":
        return class_loss, config.box_weight * box_loss / offsets.numel()
    return class_loss, config.box_weight * box_loss / count
