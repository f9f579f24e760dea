"""Matching against torchvision's matchers, and what it must do where they do not."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from random_boxes import random_boxes
from torchvision.models.detection._utils import Matcher, SSDMatcher

from final_ssd.geometry.boxes import iou
from final_ssd.geometry.matching import BACKGROUND, IGNORED, match


def test_thresholds_are_those_of_torchvisions_matcher() -> None:
    for seed in range(20):
        overlaps = iou(random_boxes(6, seed), random_boxes(300, seed + 100))
        expected = Matcher(0.5, 0.4, allow_low_quality_matches=False)(overlaps)
        assert torch.equal(match(overlaps, force=False), expected)


def test_forced_matches_are_ssds_where_no_two_targets_want_one_anchor() -> None:
    compared = 0
    for seed in range(60):
        overlaps = iou(random_boxes(4, seed), random_boxes(300, seed + 100))
        if len(overlaps.argmax(dim=1).unique()) < 4:
            continue
        compared += 1
        expected = SSDMatcher(0.5)(overlaps)
        assert torch.equal(match(overlaps, 0.5, 0.5), expected)
    assert compared > 20


def test_two_targets_that_want_one_anchor_both_get_one() -> None:
    overlaps = torch.tensor([[0.3, 0.2, 0.1], [0.35, 0.1, 0.05]])
    assert match(overlaps).tolist() == [1, 0, BACKGROUND]


def test_between_the_thresholds_nothing_is_asked() -> None:
    overlaps = torch.tensor([[0.39, 0.4, 0.49, 0.5, 0.9]])
    assert match(overlaps).tolist() == [BACKGROUND, IGNORED, IGNORED, 0, 0]


def test_without_targets_all_is_background() -> None:
    assert match(torch.zeros(0, 7)).tolist() == [BACKGROUND] * 7


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(8, 60))
def test_every_target_that_meets_an_anchor_has_one(seed: int, targets: int, anchors: int) -> None:
    overlaps = iou(random_boxes(targets, seed), random_boxes(anchors, seed + 1))
    matched = match(overlaps)
    # A target may lose all it meets to better ones only where there are fewer anchors than targets.
    for target in range(targets):
        met = overlaps[target] > 0
        if met.sum() >= targets:
            assert (matched == target).any()
