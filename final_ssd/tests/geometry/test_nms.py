"""NMS: torchvision's lists, and what greedy NMS promises."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from random_boxes import random_boxes
from torch import Tensor
from torchvision.ops import nms as torchvision_nms

from final_ssd.geometry.boxes import iou
from final_ssd.geometry.nms import nms


def crowded(count: int, seed: int, places: int) -> tuple[Tensor, Tensor]:
    """Boxes around a few places, with ties in their scores."""
    generator = torch.Generator().manual_seed(seed)
    around = random_boxes(places, seed).float()
    chosen = torch.randint(places, (count,), generator=generator)
    boxes = around[chosen] + torch.randn(count, 4, generator=generator)
    boxes[:, 2:] = torch.maximum(boxes[:, 2:], boxes[:, :2] + 0.5)
    scores = torch.randint(0, max(2, count // 2), (count,), generator=generator).float()
    return boxes, scores


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize(("count", "places"), [(0, 1), (1, 1), (40, 3), (300, 5), (400, 400)])
def test_the_list_is_torchvisions(count: int, places: int, threshold: float) -> None:
    for seed in range(3):
        boxes, scores = crowded(count, seed, places)
        expected = torchvision_nms(boxes, scores, threshold)
        assert torch.equal(nms(boxes, scores, threshold), expected)


@given(st.integers(0, 10_000), st.integers(1, 100), st.integers(1, 20), st.floats(0.1, 0.9))
def test_no_kept_pair_overlaps_and_each_dropped_box_has_a_better_one(
    seed: int, count: int, places: int, threshold: float
) -> None:
    boxes, scores = crowded(count, seed, places)
    kept = nms(boxes, scores, threshold)
    overlaps = iou(boxes, boxes)
    between = overlaps[kept][:, kept].fill_diagonal_(0)
    assert (between <= threshold).all()
    dropped = torch.ones(count, dtype=torch.bool)
    dropped[kept] = False
    for number in dropped.nonzero().flatten().tolist():
        rivals = kept[overlaps[number, kept] > threshold]
        assert (scores[rivals] >= scores[number]).any()


def test_points_and_equal_boxes() -> None:
    boxes = torch.tensor([[1.0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 2, 2], [0, 0, 2, 2]]).repeat(20, 1)
    scores = torch.arange(80.0)
    assert torch.equal(nms(boxes, scores, 0.5), torchvision_nms(boxes, scores, 0.5))
