"""Boxes against torchvision's, and what no formula may break."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from random_boxes import random_boxes
from torch import Tensor
from torchvision.ops import box_area, box_convert, box_iou, clip_boxes_to_image, generalized_box_iou

from final_ssd.geometry import boxes as ours

edge = st.integers(-50, 50)
box = st.tuples(edge, edge, st.integers(1, 60), st.integers(1, 60)).map(
    lambda b: torch.tensor([[b[0], b[1], b[0] + b[2], b[1] + b[3]]], dtype=torch.float64)
)


def test_formats_areas_and_overlaps_are_torchvisions() -> None:
    first, second = random_boxes(40), random_boxes(30, seed=1)
    torch.testing.assert_close(ours.to_center(first), box_convert(first, "xyxy", "cxcywh"))
    torch.testing.assert_close(ours.to_corner_and_size(first), box_convert(first, "xyxy", "xywh"))
    torch.testing.assert_close(ours.from_center(ours.to_center(first)), first)
    torch.testing.assert_close(ours.areas(first), box_area(first))
    torch.testing.assert_close(ours.iou(first, second), box_iou(first, second))
    torch.testing.assert_close(
        ours.paired_giou(first[:, None], second), generalized_box_iou(first, second)
    )
    torch.testing.assert_close(
        ours.clip(first - 30, 40, 60), clip_boxes_to_image(first - 30, (40, 60))
    )


def test_boxes_without_area_overlap_nothing() -> None:
    point = torch.tensor([[3.0, 3, 3, 3]])
    assert ours.iou(point, point).item() == 0
    assert torch.isfinite(ours.paired_giou(point, point)).all()


@given(box, box)
def test_iou_is_symmetric_and_one_only_for_equal_boxes(first: Tensor, second: Tensor) -> None:
    value = ours.iou(first, second).item()
    assert 0 <= value <= 1
    assert value == ours.iou(second, first).item()
    assert (value == 1) == torch.equal(first, second)


@given(box, box, st.integers(-20, 20), st.integers(1, 5))
def test_iou_ignores_shifts_and_scales(first: Tensor, second: Tensor, by: int, times: int) -> None:
    expected = ours.iou(first, second)
    torch.testing.assert_close(ours.iou(first * times + by, second * times + by), expected)


@given(box, box)
def test_giou_is_at_most_iou_and_falls_with_distance(first: Tensor, second: Tensor) -> None:
    giou, iou = ours.paired_giou(first, second).item(), ours.paired_iou(first, second).item()
    assert -1 < giou <= iou + 1e-12
    apart, further = ours.paired_giou(first, second + 1000), ours.paired_giou(first, second + 2000)
    assert further.item() < apart.item() < 0
