"""Anchors: torchvision's, their areas, ratios and centers, what they cover."""

from __future__ import annotations

import pytest
import torch
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList

from final_ssd.geometry.anchors import AnchorLevel, all_anchors, coverage, level_anchors, shapes_of
from final_ssd.geometry.boxes import areas, to_center


def test_anchors_are_torchvisions_moved_to_the_cells_centers() -> None:
    """Its generator puts the first anchor at (0, 0) and rounds to whole pixels; ours does neither."""
    size, ratios = 128, (0.5, 1.0, 2.0)
    sizes = ((16.0, 32.0), (48.0, 64.0))
    generator = AnchorGenerator(sizes, (ratios, ratios))
    images = ImageList(torch.zeros(1, 3, size, size), [(size, size)])
    maps = [torch.zeros(1, 1, size // stride, size // stride) for stride in (8, 16)]
    theirs = generator(images, maps)[0]
    levels = [
        AnchorLevel(stride, shapes_of(own, ratios))
        for stride, own in zip((8, 16), sizes, strict=True)
    ]
    # Theirs has the ratio outside, the size inside; ours the other way round.
    places = [level_anchors(level, size).view(-1, 2, 3, 4).transpose(1, 2) for level in levels]
    moved = torch.cat(
        [(p - level.stride / 2).reshape(-1, 4) for p, level in zip(places, levels, strict=True)]
    )
    assert moved.shape == theirs.shape
    assert (moved - theirs).abs().max() <= 0.51


def test_areas_ratios_centers() -> None:
    level = AnchorLevel(10, shapes_of([20, 30], [1, 2, 0.5]))
    anchors = level_anchors(level, 35)
    assert len(anchors) == 4 * 4 * 6  # a fourth cell for the last five pixels
    torch.testing.assert_close(areas(anchors[:6]), torch.tensor([400.0] * 3 + [900.0] * 3))
    center = to_center(anchors)
    torch.testing.assert_close(center[:6, :2], torch.full((6, 2), 5.0))
    torch.testing.assert_close(center[6:12, :2], torch.tensor([[15.0, 5.0]]).expand(6, 2))
    torch.testing.assert_close(center[:3, 3] / center[:3, 2], torch.tensor([1, 2, 0.5]))


def test_a_small_object_meets_no_large_anchor_well() -> None:
    anchors = all_anchors(
        [AnchorLevel(8, shapes_of([50], [1.0])), AnchorLevel(16, ((80.0, 80.0),))], 128
    )
    assert len(anchors) == 16**2 + 8**2
    boxes = torch.tensor([[60.0, 60, 60 + side, 60 + side] for side in (10, 25, 50)])
    best = coverage(anchors, boxes)
    assert best[0] < best[1] < best[2]
    assert best[0].item() == pytest.approx(10**2 / 50**2)
