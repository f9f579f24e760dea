"""The loss of fixed shapes is the loss of picked anchors, number for number."""

from __future__ import annotations

import pytest
import torch
from random_batch import make_batch

from final_ssd.data.on_device import pad
from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.models.detector import DetectorConfig, NetworkConfig
from final_ssd.training.dense_loss import dense_loss, dense_match
from final_ssd.training.detection_loss import LossConfig, detection_loss
from final_ssd.training.targets import MatchingConfig, assign
from shared.training.testing.reading_back import read_back

DETECTOR = DetectorConfig(("a", "b", "c"), 100, (AnchorLevel(8, ((8.0, 8.0),)),), NetworkConfig())
CPU = torch.device("cpu")


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("config", [MatchingConfig(), MatchingConfig(0.3, 0.2, force=False)])
def test_matches_are_those_of_each_image(seed: int, config: MatchingConfig) -> None:
    anchors, _, _, targets = make_batch(seed)
    targets[0]["ignored"][1] = True
    expected = torch.stack([assign(anchors, target, config) for target in targets])
    assert torch.equal(dense_match(anchors, pad(targets, CPU), config), expected)


def test_objects_that_want_one_anchor_all_get_one() -> None:
    _, _, _, targets = make_batch(0)
    anchors = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9], [0, 0, 10, 6], [50, 50, 60, 60]])
    targets[0]["boxes"] = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 11, 10]])
    targets[0]["classes"], targets[0]["ignored"] = torch.arange(3), torch.zeros(3).bool()
    matched = dense_match(anchors, pad(targets[:1], CPU), MatchingConfig())[0]
    assert torch.equal(matched, assign(anchors, targets[0], MatchingConfig()))
    assert set(matched[:3].tolist()) == {0, 1, 2}


@pytest.mark.parametrize("classes", ["focal", "hard_negatives"])
@pytest.mark.parametrize("boxes", ["giou", "smooth_l1"])
def test_loss_and_gradients_are_those_of_picked_anchors(classes: str, boxes: str) -> None:
    config = LossConfig(classes, boxes, box_weight=2.0)  # type: ignore[arg-type]
    for seed in range(3):
        anchors, logits, offsets, targets = make_batch(seed)
        logits = logits[..., :3] if classes == "focal" else logits
        results = []
        for loss, given in ((detection_loss, targets), (dense_loss, pad(targets, CPU))):
            inputs = [logits.clone().requires_grad_(), offsets.clone().requires_grad_()]
            parts = loss(*inputs, given, anchors, DETECTOR, config)  # type: ignore[operator]
            gradients = torch.autograd.grad(parts.classes + parts.boxes, inputs)
            results.append([*parts, *gradients])
        torch.testing.assert_close(results[1], results[0])


def test_a_batch_without_objects_has_a_finite_loss() -> None:
    anchors, logits, offsets, targets = make_batch(0)
    empty = [{name: value[:0] for name, value in target.items()} for target in targets]
    offsets.requires_grad_()
    parts = dense_loss(logits, offsets, pad(empty, CPU), anchors, DETECTOR, LossConfig())
    (parts.classes + parts.boxes).backward()  # type: ignore[no-untyped-call]
    assert parts.boxes == 0
    assert parts.classes == 0
    assert torch.equal(offsets.grad, torch.zeros_like(offsets))  # type: ignore[arg-type]


@pytest.mark.parametrize(("classes", "boxes"), [("focal", "giou"), ("hard_negatives", "smooth_l1")])
def test_nothing_is_read_back_on_the_way(classes: str, boxes: str) -> None:
    config = LossConfig(classes, boxes)  # type: ignore[arg-type]
    anchors, logits, offsets, targets = make_batch(0)
    logits = logits[..., :3] if classes == "focal" else logits
    inputs = [logits.clone().requires_grad_(), offsets.clone().requires_grad_()]
    objects = pad(targets, CPU)

    def step() -> None:
        parts = dense_loss(*inputs, objects, anchors, DETECTOR, config)
        (parts.classes + parts.boxes).backward()

    assert read_back(step) == []
