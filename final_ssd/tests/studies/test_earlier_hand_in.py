"""The earlier hand-in: its numbers, its mistakes one by one, and the way from it to the light preset."""

from __future__ import annotations

import dataclasses

import torch
from random_batch import make_batch

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import collate, make_target
from final_ssd.data.splits import load
from final_ssd.geometry.anchors import AnchorLevel, all_anchors, coverage
from final_ssd.geometry.coder import encode
from final_ssd.models.detector import Detector, DetectorConfig, NetworkConfig, parameters
from final_ssd.studies.earlier_hand_in import (
    ALL,
    HAND_IN,
    Mistakes,
    earlier_detector,
    earlier_levels,
    earlier_loss,
    reached_with_mistakes,
    repairs,
)
from final_ssd.training.config import TrainConfig, anchor_levels
from final_ssd.training.detection_loss import LossConfig, detection_loss
from final_ssd.training.loop import to_training_mode

LEVELS = earlier_levels(256, HAND_IN.strides)
DETECTOR = DetectorConfig(("a", "b", "c"), 100, (AnchorLevel(8, ((8.0, 8.0),)),), NetworkConfig())
TINY = dataclasses.replace(TrainConfig.smoke_test(), scenes=8, batch_size=4, epochs=1)


def test_it_has_the_earlier_numbers_of_weights_and_anchors() -> None:
    config = DetectorConfig(tuple(map(str, range(61))), 256, LEVELS, HAND_IN.network)
    with torch.device("meta"):
        detector = Detector(config)
    detector.backbone.requires_grad_(False)
    assert parameters(detector) == 4_542_984
    assert len(detector.anchors) == 21_824


def test_no_small_object_meets_one_of_its_anchors_well() -> None:
    small = torch.tensor([[100.0, 100, 100 + side, 100 + side] for side in (12, 16, 20, 25)])
    best = coverage(all_anchors(LEVELS, 256), small)
    assert best.max() < 0.26, "below a tenth of the image's side no anchor is near"
    assert best.min() < 0.06


def test_a_row_of_zeros_has_offsets_of_minus_sixty_nine() -> None:
    """With the 1e-6 that kept its logarithm finite."""
    anchors = torch.tensor([[0.0, 0, 1.0, 1.0]])
    padded = torch.tensor([[0.0, 0, 1e-6, 1e-6]])
    assert encode(padded, anchors)[0, 2].round().item() == -69


def test_padded_rows_teach_class_zero_where_nothing_is() -> None:
    anchors, *_ = make_batch(0)
    logits, offsets = torch.zeros(1, 400, 4), torch.zeros(1, 400, 4)
    nothing = [make_target(torch.zeros(0, 4), torch.zeros(0))]

    def losses(padding: int) -> tuple[float, float]:
        mistakes = Mistakes(padding=padding, mean_over_all=True)
        both = earlier_loss(
            logits, offsets, nothing, anchors, DETECTOR, LossConfig(), mistakes=mistakes
        )
        return both[0].item(), both[1].item()

    assert losses(0)[1] == 0
    # Five rows: two sizes of 69 and two centers each, averaged over all numbers.
    assert losses(5)[1] > 5 * 2 * 68 / offsets.numel()


def test_without_mistakes_its_loss_is_the_detectors() -> None:
    for seed in range(3):
        anchors, logits, offsets, targets = make_batch(seed)
        ours = detection_loss(logits, offsets, targets, anchors, DETECTOR, LossConfig())
        its = earlier_loss(
            logits, offsets, targets, anchors, DETECTOR, LossConfig(), mistakes=Mistakes()
        )
        torch.testing.assert_close(its, ours, rtol=0, atol=0)


def test_anchors_at_the_border_may_be_left_out() -> None:
    anchors, logits, offsets, _ = make_batch(1)
    outside = (anchors[:, 2:] > 100).any(dim=1)
    targets = [make_target(anchors[outside][:3], torch.zeros(3))] * 2
    with_border, without = (
        earlier_loss(
            logits, offsets, targets, anchors, DETECTOR, LossConfig(),
            mistakes=Mistakes(mean_over_all=True, without_border=border),
        )[1]
        for border in (False, True)
    )  # fmt: skip
    assert with_border > without


def test_its_backbone_is_frozen_and_yet_its_norms_move() -> None:
    splits = load(TINY.data_settings, Findings())
    levels = anchor_levels(TINY, splits)
    images, _ = collate([splits.train[number] for number in range(4)])
    detector = earlier_detector(TINY, ALL, splits.classes, levels)
    assert not any(p.requires_grad for p in detector.backbone.parameters())
    before = [buffer.clone() for buffer in detector.backbone.buffers()]
    to_training_mode(detector, TINY)
    detector(images)
    pairs = zip(before, detector.backbone.buffers(), strict=True)
    assert any(not torch.equal(a, b) for a, b in pairs)


def test_the_repairs_begin_with_all_mistakes_and_end_at_the_light_preset() -> None:
    rows = list(repairs().values())
    assert len(rows) == 8
    assert rows[0][1] == ALL
    last, mistakes = rows[-1]
    assert mistakes == Mistakes()
    assert last == dataclasses.replace(
        TrainConfig(), epochs=1, scenes=1280, object_sizes=(8, 16), augment="none"
    )


def test_a_row_is_measured() -> None:
    measured = reached_with_mistakes({"training": TINY, "mistakes": ALL}, 0)
    assert set(measured) == {"test/mAP", "test/mAP50"}
