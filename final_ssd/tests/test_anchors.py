"""Anchors: torchvision's, the earlier hand-in's count, coverage, clusters."""

from __future__ import annotations

import pytest
import torch
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.image_list import ImageList

from final_ssd.anchor_clustering import AnchorError, cluster_shapes, clustered_levels, shape_iou
from final_ssd.anchors import AnchorLevel, all_anchors, coverage, level_anchors, shapes_of
from final_ssd.boxes import areas, to_centre
from final_ssd.presets import preset


def test_anchors_are_torchvisions_moved_to_the_cells_centres() -> None:
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


def test_areas_ratios_centres() -> None:
    level = AnchorLevel(10, shapes_of([20, 30], [1, 2, 0.5]))
    anchors = level_anchors(level, 35)
    assert len(anchors) == 4 * 4 * 6  # a fourth cell for the last five pixels
    torch.testing.assert_close(areas(anchors[:6]), torch.tensor([400.0] * 3 + [900.0] * 3))
    centre = to_centre(anchors)
    torch.testing.assert_close(centre[:6, :2], torch.full((6, 2), 5.0))
    torch.testing.assert_close(centre[6:12, :2], torch.tensor([[15.0, 5.0]]).expand(6, 2))
    torch.testing.assert_close(centre[:3, 3] / centre[:3, 2], torch.tensor([1, 2, 0.5]))


def test_the_earlier_hand_in_had_so_many_anchors_that_no_small_object_meets_well() -> None:
    levels = preset("faithful").levels
    assert levels is not None
    anchors = all_anchors(levels, 256)
    assert len(anchors) == 21_824
    small = torch.tensor([[100.0, 100, 100 + side, 100 + side] for side in (12, 16, 20, 25)])
    best = coverage(anchors, small)
    assert best.max() < 0.26, "below a tenth of the image's side no anchor is near"
    assert best.min() < 0.06


def test_clusters_find_the_shapes_there_are() -> None:
    truth = torch.tensor([[10.0, 12], [30, 20], [60, 80]])
    noise = 1 + 0.04 * torch.randn(300, 2, generator=torch.Generator().manual_seed(0))
    found = cluster_shapes(truth.repeat(100, 1) * noise, 3)
    assert shape_iou(found, truth).diagonal().min() > 0.95
    levels = clustered_levels(truth.repeat(100, 1) * noise, (4, 8, 16), 1)
    assert [level.stride for level in levels] == [4, 8, 16]
    assert levels[0].shapes[0][0] < levels[2].shapes[0][0]
    with pytest.raises(AnchorError, match="4 anchors need as many different boxes"):
        cluster_shapes(truth, 4)
