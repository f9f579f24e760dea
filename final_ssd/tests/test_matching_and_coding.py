"""Matching against torchvision's matchers; the coder against its BoxCoder; round trips."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from test_boxes import random_boxes
from torchvision.models.detection._utils import BoxCoder, Matcher, SSDMatcher

from final_ssd.boxes import iou
from final_ssd.coder import decode, encode
from final_ssd.matching import BACKGROUND, IGNORED, match


def test_thresholds_are_those_of_torchvisions_matcher() -> None:
    for seed in range(20):
        overlaps = iou(random_boxes(6, seed), random_boxes(300, seed + 100))
        expected = Matcher(0.5, 0.4, allow_low_quality_matches=False)(overlaps)
        assert torch.equal(match(overlaps, force=False), expected)


def test_forced_matches_are_ssds_where_no_two_truths_want_one_anchor() -> None:
    compared = 0
    for seed in range(60):
        overlaps = iou(random_boxes(4, seed), random_boxes(300, seed + 100))
        if len(overlaps.argmax(dim=1).unique()) < 4:
            continue
        compared += 1
        expected = SSDMatcher(0.5)(overlaps)
        assert torch.equal(match(overlaps, 0.5, 0.5), expected)
    assert compared > 20


def test_two_truths_that_want_one_anchor_both_get_one() -> None:
    overlaps = torch.tensor([[0.3, 0.2, 0.1], [0.35, 0.1, 0.05]])
    assert match(overlaps).tolist() == [1, 0, BACKGROUND]


def test_between_the_thresholds_nothing_is_asked() -> None:
    overlaps = torch.tensor([[0.39, 0.4, 0.49, 0.5, 0.9]])
    assert match(overlaps).tolist() == [BACKGROUND, IGNORED, IGNORED, 0, 0]


def test_without_truths_all_is_background() -> None:
    assert match(torch.zeros(0, 7)).tolist() == [BACKGROUND] * 7


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(8, 60))
def test_every_truth_that_meets_an_anchor_has_one(seed: int, truths: int, anchors: int) -> None:
    overlaps = iou(random_boxes(truths, seed), random_boxes(anchors, seed + 1))
    matched = match(overlaps)
    # A truth may lose all it meets to better ones only where there are fewer anchors than truths.
    for truth in range(truths):
        met = overlaps[truth] > 0
        if met.sum() >= truths:
            assert (matched == truth).any()


def test_offsets_are_those_of_torchvisions_coder() -> None:
    truths, anchors = random_boxes(50), random_boxes(50, seed=1)
    theirs = BoxCoder((10.0, 10.0, 5.0, 5.0))
    expected = theirs.encode_single(truths, anchors)
    torch.testing.assert_close(encode(truths, anchors), expected)
    torch.testing.assert_close(decode(expected, anchors), theirs.decode_single(expected, anchors))


def test_the_round_trip_is_exact() -> None:
    truths, anchors = random_boxes(200), random_boxes(200, seed=1)
    error = (decode(encode(truths, anchors), anchors) - truths).abs().max()
    assert error < 1e-12 * 200


def test_a_huge_offset_gives_a_finite_box() -> None:
    box = decode(torch.tensor([[0.0, 0, 1e6, 1e6]]), torch.tensor([[0.0, 0, 16, 16]]))
    assert torch.isfinite(box).all()


def test_the_earlier_padding_gave_offsets_of_minus_sixty_nine() -> None:
    """A row of zeros as a truth, with the 1e-6 that kept its logarithm finite."""
    anchors = torch.tensor([[0.0, 0, 1.0, 1.0]])
    padded = torch.tensor([[0.0, 0, 1e-6, 1e-6]])
    assert encode(padded, anchors)[0, 2].round().item() == -69
