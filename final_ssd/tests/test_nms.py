"""Suppression: torchvision's lists, by the plain and by the fast way."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from test_boxes import random_boxes
from torch import Tensor
from torchvision.ops import nms as torchvision_nms

from final_ssd.boxes import iou
from final_ssd.fast_nms import fast_nms
from final_ssd.nms import nms, nms_by_group


def crowded(count: int, seed: int, places: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    around = random_boxes(places, seed).float()
    chosen = torch.randint(places, (count,), generator=generator)
    boxes = around[chosen] + torch.randn(count, 4, generator=generator)
    boxes[:, 2:] = torch.maximum(boxes[:, 2:], boxes[:, :2] + 0.5)
    scores = torch.randint(0, max(2, count // 2), (count,), generator=generator).float()
    return boxes, scores


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize(("count", "places"), [(0, 1), (1, 1), (40, 3), (300, 5), (900, 900)])
def test_both_give_torchvisions_list(count: int, places: int, threshold: float) -> None:
    for seed in range(3):
        boxes, scores = crowded(count, seed, places)
        expected = torchvision_nms(boxes, scores, threshold)
        assert torch.equal(nms(boxes, scores, threshold), expected)
        assert torch.equal(fast_nms(boxes, scores, threshold), expected)


@pytest.mark.parametrize("groups", [1, 4, 50])
def test_groups_do_not_suppress_each_other(groups: int) -> None:
    boxes, scores = crowded(700, 0, 12)
    labels = torch.randint(groups, (700,), generator=torch.Generator().manual_seed(1))
    expected = nms_by_group(boxes, scores, labels, 0.5)
    assert torch.equal(fast_nms(boxes, scores, 0.5, labels), expected)
    one_by_one = [
        members[torchvision_nms(boxes[members], scores[members], 0.5)]
        for members in ((labels == group).nonzero().flatten() for group in range(groups))
    ]
    assert set(expected.tolist()) == set(torch.cat(one_by_one).tolist())


@given(st.integers(0, 10_000), st.integers(1, 250), st.integers(1, 20), st.floats(0.1, 0.9))
def test_no_kept_pair_overlaps_and_each_dropped_box_has_a_better_one(
    seed: int, count: int, places: int, threshold: float
) -> None:
    boxes, scores = crowded(count, seed, places)
    kept = fast_nms(boxes, scores, threshold)
    overlaps = iou(boxes, boxes)
    between = overlaps[kept][:, kept].fill_diagonal_(0)
    assert (between <= threshold).all()
    dropped = torch.ones(count, dtype=torch.bool)
    dropped[kept] = False
    for number in dropped.nonzero().flatten().tolist():
        rivals = kept[overlaps[number, kept] > threshold]
        assert (scores[rivals] >= scores[number]).any()
    assert torch.equal(
        fast_nms(boxes, scores, threshold), torchvision_nms(boxes, scores, threshold)
    )


def test_points_and_equal_boxes() -> None:
    boxes = torch.tensor([[1.0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 2, 2], [0, 0, 2, 2]]).repeat(60, 1)
    scores = torch.arange(240.0)
    expected = torchvision_nms(boxes, scores, 0.5)
    assert torch.equal(fast_nms(boxes, scores, 0.5), expected)
