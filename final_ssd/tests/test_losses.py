"""Losses against torchvision's and torch's; hard negatives; the loss of a whole batch."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch
from test_boxes import random_boxes
from torch.nn.functional import smooth_l1_loss
from torchvision.models.detection.ssd import SSD
from torchvision.ops import generalized_box_iou_loss, sigmoid_focal_loss

from final_ssd.anchors import AnchorLevel
from final_ssd.coder import encode
from final_ssd.detector import DetectorConfig
from final_ssd.losses import focal_loss, giou_loss, hard_negatives, smooth_l1
from final_ssd.samples import make_truth
from final_ssd.targets import LossConfig, assign, detection_loss

DETECTOR = DetectorConfig(("a", "b", "c"), 100, (AnchorLevel(8, ((8.0, 8.0),)),))


def test_each_loss_is_torchvisions() -> None:
    torch.manual_seed(0)
    logits = 3 * torch.randn(50, 4, dtype=torch.float64)
    targets = (torch.rand(50, 4) < 0.2).double()
    torch.testing.assert_close(focal_loss(logits, targets), sigmoid_focal_loss(logits, targets))
    for beta in (0.1, 1.0):
        torch.testing.assert_close(
            smooth_l1(logits, targets, beta),
            smooth_l1_loss(logits, targets, beta=beta, reduction="none"),
        )
    first, second = random_boxes(50), random_boxes(50, seed=1)
    torch.testing.assert_close(giou_loss(first, second), generalized_box_iou_loss(first, second))


def test_focal_loss_without_focus_is_half_of_cross_entropy() -> None:
    logits, targets = torch.randn(20), torch.ones(20)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, targets, reduction="none"
    )
    torch.testing.assert_close(focal_loss(logits, targets, alpha=0.5, gamma=0), 0.5 * expected)


def test_hard_negatives_are_the_worst_of_each_image() -> None:
    losses = torch.tensor([[9.0, 1, 5, 4, 3, 2, 0], [1, 2, 3, 4, 5, 6, 7]])
    positives = torch.tensor([[True, False, False, False, False, False, False], [False] * 7])
    negatives = ~positives
    negatives[0, 2] = False  # in the ignored band, although its loss is high
    chosen = hard_negatives(losses, positives, negatives)
    assert chosen[0].nonzero().flatten().tolist() == [3, 4, 5]
    assert not chosen[1].any()


def make_batch(seed: int) -> tuple[Any, ...]:
    torch.manual_seed(seed)
    anchors = random_boxes(400, seed).float()
    logits, offsets = torch.randn(2, 400, 4), torch.randn(2, 400, 4)
    truths = [
        make_truth(random_boxes(count, seed + count).float(), torch.arange(count) % 3)
        for count in (5, 3)
    ]
    return anchors, logits, offsets, truths


def test_the_batch_loss_is_torchvisions_ssd_loss() -> None:
    class Bare(SSD):
        def __init__(self) -> None:
            torch.nn.Module.__init__(self)
            from torchvision.models.detection._utils import BoxCoder

            self.box_coder, self.neg_to_pos_ratio = BoxCoder((10.0, 10.0, 5.0, 5.0)), 3

    for seed in range(5):
        anchors, logits, offsets, truths = make_batch(seed)
        config = LossConfig(negative=0.5)
        matched = [assign(anchors, truth, config) for truth in truths]
        theirs = Bare().compute_loss(
            [{"boxes": t["boxes"], "labels": t["classes"] + 1} for t in truths],
            {"cls_logits": logits, "bbox_regression": offsets},
            [anchors, anchors],
            matched,
        )
        classes, boxes = detection_loss(logits, offsets, truths, anchors, DETECTOR, config)
        torch.testing.assert_close(classes, theirs["classification"])
        torch.testing.assert_close(boxes, theirs["bbox_regression"])


def test_the_focal_batch_loss_is_retinanets_over_all_positives() -> None:
    from torchvision.models.detection.retinanet import RetinaNetClassificationHead

    detector = dataclasses.replace(DETECTOR, scores="sigmoid")
    head = RetinaNetClassificationHead(8, 1, 3)
    config = LossConfig(classes="focal")
    anchors, logits, offsets, truths = make_batch(3)
    logits = logits[..., :3]
    for one in range(2):  # one image at a time: torchvision averages images, we pool positives
        matched = assign(anchors, truths[one], config)
        theirs = head.compute_loss(
            [{"labels": truths[one]["classes"]}], {"cls_logits": logits[one : one + 1]}, [matched]
        )
        classes, _ = detection_loss(
            logits[one : one + 1], offsets[one : one + 1], truths[one : one + 1], anchors,
            detector, config,
        )  # fmt: skip
        torch.testing.assert_close(classes, theirs)


@pytest.mark.parametrize("boxes", ["smooth_l1", "giou"])
def test_perfect_predictions_have_no_box_loss(boxes: Any) -> None:
    anchors, logits, offsets, truths = make_batch(0)
    config = LossConfig(boxes=boxes)
    for image, truth in enumerate(truths):
        matched = assign(anchors, truth, config)
        chosen = matched >= 0
        offsets[image, chosen] = encode(truth["boxes"][matched[chosen]], anchors[chosen])
    loss = detection_loss(logits, offsets, truths, anchors, DETECTOR, config)[1]
    assert loss.item() == pytest.approx(0, abs=1e-5)


def test_images_without_objects_and_crowds_give_a_finite_loss() -> None:
    anchors, logits, offsets, _ = make_batch(0)
    nothing = make_truth(torch.zeros(0, 4), torch.zeros(0))
    crowd = make_truth(torch.tensor([[0.0, 0, 60, 60]]), torch.tensor([1]), torch.tensor([True]))
    for kind in ("hard_negatives", "all_anchors"):
        losses = detection_loss(
            logits, offsets, [nothing, crowd], anchors, DETECTOR, LossConfig(classes=kind)
        )
        assert all(torch.isfinite(loss) for loss in losses)
    matched = assign(anchors, crowd, LossConfig())
    assert not (matched >= 0).any(), "nothing is learnt from a crowd"
    inside = (anchors[:, :2] >= 0).all(dim=1) & (anchors[:, 2:] <= 60).all(dim=1)
    assert (matched[inside] == -2).all(), "and what lies in it is not called background"


def test_the_order_of_truths_does_not_matter() -> None:
    anchors, logits, offsets, truths = make_batch(1)
    shuffled = [{name: value.flip(0) for name, value in truth.items()} for truth in truths]
    one = detection_loss(logits, offsets, truths, anchors, DETECTOR, LossConfig())
    other = detection_loss(logits, offsets, shuffled, anchors, DETECTOR, LossConfig())
    torch.testing.assert_close(one, other)
