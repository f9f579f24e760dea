"""The loss of a batch against torchvision's SSD and RetinaNet, and what it must not depend on."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from random_batch import make_batch
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.retinanet import RetinaNetClassificationHead
from torchvision.models.detection.ssd import SSD

from final_ssd.data.samples import make_target
from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.geometry.coder import encode
from final_ssd.models.detector import DetectorConfig, NetworkConfig
from final_ssd.training.detection_loss import LossConfig, detection_loss
from final_ssd.training.targets import MatchingConfig, assign

DETECTOR = DetectorConfig(("a", "b", "c"), 100, (AnchorLevel(8, ((8.0, 8.0),)),), NetworkConfig())


def test_the_batch_loss_is_torchvisions_ssd_loss() -> None:
    class Bare(SSD):
        def __init__(self) -> None:
            torch.nn.Module.__init__(self)
            self.box_coder, self.neg_to_pos_ratio = BoxCoder((10.0, 10.0, 5.0, 5.0)), 3

    for seed in range(5):
        anchors, logits, offsets, targets = make_batch(seed)
        config = LossConfig(matching=MatchingConfig(negative=0.5))
        matched = [assign(anchors, target, config.matching) for target in targets]
        theirs = Bare().compute_loss(
            [{"boxes": t["boxes"], "labels": t["classes"] + 1} for t in targets],
            {"cls_logits": logits, "bbox_regression": offsets},
            [anchors, anchors],
            matched,
        )
        classes, boxes, _ = detection_loss(logits, offsets, targets, anchors, DETECTOR, config)
        torch.testing.assert_close(classes, theirs["classification"])
        torch.testing.assert_close(boxes, theirs["bbox_regression"])


def test_the_focal_batch_loss_is_retinanets_over_all_positives() -> None:
    head = RetinaNetClassificationHead(8, 1, 3)
    config = LossConfig(classes="focal")
    anchors, logits, offsets, targets = make_batch(3)
    logits = logits[..., :3]
    for one in range(2):  # one image at a time: torchvision averages images, we pool positives
        matched = assign(anchors, targets[one], config.matching)
        theirs = head.compute_loss(
            [{"labels": targets[one]["classes"]}], {"cls_logits": logits[one : one + 1]}, [matched]
        )
        classes, *_ = detection_loss(
            logits[one : one + 1], offsets[one : one + 1], targets[one : one + 1], anchors,
            DETECTOR, config,
        )  # fmt: skip
        torch.testing.assert_close(classes, theirs)


@pytest.mark.parametrize("boxes", ["smooth_l1", "giou"])
def test_perfect_predictions_have_no_box_loss(boxes: Any) -> None:
    anchors, logits, offsets, targets = make_batch(0)
    config = LossConfig(boxes=boxes)
    for image, target in enumerate(targets):
        matched = assign(anchors, target, config.matching)
        chosen = matched >= 0
        offsets[image, chosen] = encode(target["boxes"][matched[chosen]], anchors[chosen])
    loss = detection_loss(logits, offsets, targets, anchors, DETECTOR, config).boxes
    assert loss.item() == pytest.approx(0, abs=1e-5)


def test_images_without_objects_and_crowds_give_a_finite_loss() -> None:
    anchors, logits, offsets, _ = make_batch(0)
    nothing = make_target(torch.zeros(0, 4), torch.zeros(0))
    crowd = make_target(torch.tensor([[0.0, 0, 60, 60]]), torch.tensor([1]), torch.tensor([True]))
    losses = detection_loss(logits, offsets, [nothing, crowd], anchors, DETECTOR, LossConfig())
    assert all(torch.isfinite(loss) for loss in losses)


def test_the_order_of_targets_does_not_matter() -> None:
    anchors, logits, offsets, targets = make_batch(1)
    shuffled = [{name: value.flip(0) for name, value in target.items()} for target in targets]
    one = detection_loss(logits, offsets, targets, anchors, DETECTOR, LossConfig())
    other = detection_loss(logits, offsets, shuffled, anchors, DETECTOR, LossConfig())
    torch.testing.assert_close(one, other)


@pytest.mark.parametrize("classes", ["hard_negatives", "focal"])
def test_shares_of_a_batch_make_the_loss_of_the_whole(classes: Any) -> None:
    anchors, logits, offsets, targets = make_batch(2)
    config = LossConfig(classes=classes)
    logits = logits if classes == "hard_negatives" else logits[..., :3]
    whole = detection_loss(logits, offsets, targets, anchors, DETECTOR, config)
    shares = [
        detection_loss(
            logits[n : n + 1], offsets[n : n + 1], targets[n : n + 1], anchors, DETECTOR, config
        )
        for n in range(len(targets))
    ]
    count = sum(share.positives for share in shares)
    assert whole.positives == count
    for part in ("classes", "boxes"):
        mean = sum(getattr(share, part) * share.positives for share in shares) / count
        torch.testing.assert_close(mean, getattr(whole, part))
