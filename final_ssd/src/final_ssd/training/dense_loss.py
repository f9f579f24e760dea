"""The loss of `detection_loss.py` in tensors of fixed shape, for a GPU that never waits.

`detection_loss` picks positive anchors out, image by image: how many there are must be known before
the next line can run, and each time the processor waits for the GPU. Here every anchor of every image
has a place in every tensor, and masks say which ones count. That is more arithmetic, of which a GPU has
plenty, and a step of it can be recorded as a CUDA graph. The numbers are the same, as long as each
object is served within `ROUNDS` rounds.
"""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from final_ssd.data.on_device import Objects
from final_ssd.geometry.boxes import areas, intersections, paired_iou
from final_ssd.geometry.coder import decode, encode
from final_ssd.geometry.matching import BACKGROUND, IGNORED
from final_ssd.models.detector import DetectorConfig
from final_ssd.training.detection_loss import BatchLoss, LossConfig
from final_ssd.training.losses import (
    focal_loss,
    giou_loss,
    hard_negatives,
    smooth_l1,
    softmax_loss,
)
from final_ssd.training.targets import MatchingConfig

ROUNDS = 4  # in which objects that want the same anchor are served; most are in the first


def dense_match(
    anchors: Float[Tensor, "anchor 4"], objects: Objects, config: MatchingConfig
) -> Int[Tensor, "image anchor"]:
    """Assign to each anchor of each image its object, BACKGROUND or IGNORED, as `assign` does.

    A loop that ends when all objects are served would have to be asked whether it has ended: here
    there are `ROUNDS` rounds in any case.
    """
    wanted = objects.there & ~objects.ignored
    overlaps = paired_iou(objects.boxes[:, :, None], anchors)
    overlaps = overlaps.masked_fill(~wanted[..., None], -1.0)
    best, owner = overlaps.max(dim=1)
    matched = owner.masked_fill(best < config.positive, IGNORED)
    matched = matched.masked_fill(best < config.negative, BACKGROUND)
    if config.force:
        matched = _forced(matched, overlaps, wanted)
    unwanted = (objects.there & objects.ignored)[..., None]
    inside = intersections(objects.boxes[:, :, None], anchors) / areas(anchors)
    covered = ((inside >= 0.5) & unwanted).any(dim=1)
    return matched.masked_fill((matched == BACKGROUND) & covered, IGNORED)


def _forced(
    matched: Int[Tensor, "image anchor"],
    overlaps: Float[Tensor, "image object anchor"],
    waiting: Bool[Tensor, "image object"],
) -> Int[Tensor, "image anchor"]:
    """Give every object an anchor of its own; of those that want one the greatest overlap gets it."""
    images, objects, anchors = overlaps.shape
    numbers = torch.arange(objects, device=overlaps.device)
    nowhere = torch.full((images, 1), IGNORED, device=overlaps.device)
    matched = torch.cat([matched, nowhere], dim=1)  # a place for those that get none
    for _ in range(ROUNDS):
        value, anchor = overlaps.max(dim=2)
        asking = waiting & (value > 0)
        rivals = (anchor[:, :, None] == anchor[:, None]) & asking[:, None]
        better = value[:, None] > value[:, :, None]
        earlier = (value[:, None] == value[:, :, None]) & (numbers < numbers[:, None])
        served = asking & ~(rivals & (better | earlier)).any(dim=2)
        place = anchor.masked_fill(~served, anchors)
        matched = matched.scatter(1, place, numbers.expand(images, -1))
        taken = torch.zeros_like(matched, dtype=torch.bool).scatter(1, place, True)[:, :-1]
        overlaps = overlaps.masked_fill(taken[:, None], 0.0)
        waiting = waiting & ~served
    return matched[:, :-1]


def dense_loss(
    logits: Float[Tensor, "image anchor class"],
    offsets: Float[Tensor, "image anchor 4"],
    objects: Objects,
    anchors: Float[Tensor, "anchor 4"],
    detector: DetectorConfig,
    config: LossConfig,
) -> BatchLoss:
    """Return what `detection_loss` returns, of objects that are padded."""
    logits, offsets = logits.float(), offsets.float()
    matched = dense_match(anchors, objects, config.matching)
    positive, negative = matched >= 0, matched == BACKGROUND
    owner = matched.clamp(min=0)
    count = positive.sum().clamp(min=1)

    classes = objects.classes.gather(1, owner)
    if config.classes == "focal":
        columns = torch.arange(logits.shape[2], device=logits.device)
        wanted = (classes[..., None] == columns) & positive[..., None]
        each = focal_loss(logits, wanted.to(logits.dtype)).sum(dim=2)
        counted = positive | negative
    else:
        labels = (classes + 1).masked_fill(~positive, 0)  # 0 is background
        each = softmax_loss(logits, labels)
        counted = positive | hard_negatives(each, positive, negative)

    # An anchor without an object is compared with itself, and does not count.
    boxes = objects.boxes.gather(1, owner[..., None].expand(-1, -1, 4))
    boxes = torch.where(positive[..., None], boxes, anchors)
    if config.boxes == "giou":
        distances = giou_loss(decode(offsets, anchors, detector.variances), boxes)
    else:
        distances = smooth_l1(offsets, encode(boxes, anchors, detector.variances)).sum(dim=2)
    return BatchLoss(
        (each * counted).sum() / count,
        config.box_weight * (distances * positive).sum() / count,
        count,
    )
