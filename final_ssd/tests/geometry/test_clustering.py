"""Anchors from the data: k-means finds the shapes that there are."""

from __future__ import annotations

import pytest
import torch

from final_ssd.geometry.clustering import (
    MOST,
    AnchorError,
    cluster_shapes,
    clustered_levels,
    equal_classes,
    mean_iou,
    shape_iou,
)


def test_clusters_find_the_shapes_there_are() -> None:
    shapes = torch.tensor([[10.0, 12], [30, 20], [60, 80]])
    noise = 1 + 0.04 * torch.randn(300, 2, generator=torch.Generator().manual_seed(0))
    clusters = cluster_shapes(shapes.repeat(100, 1) * noise, 3)
    assert shape_iou(clusters, shapes).diagonal().min() > 0.95
    levels = clustered_levels(shapes.repeat(100, 1) * noise, (4, 8, 16), 1)
    assert [level.stride for level in levels] == [4, 8, 16]
    assert levels[0].shapes[0][0] < levels[2].shapes[0][0]
    with pytest.raises(AnchorError, match="4 anchors need as many different boxes"):
        cluster_shapes(shapes, 4)


def test_of_several_starts_the_best_one_counts() -> None:
    drawn = torch.randn(400, 2, generator=torch.Generator().manual_seed(1))
    shapes = (3 + drawn).exp().clamp(min=1)
    reached = [float(mean_iou(shapes, cluster_shapes(shapes, 9, starts=n))) for n in (1, 4, 16)]
    assert reached[0] < reached[1] <= reached[2]


def test_of_each_class_there_are_as_many_shapes() -> None:
    shapes = torch.tensor([[8.0, 8], [9, 9], [2, 3], [7, 7]])
    chosen = equal_classes(shapes, torch.tensor([0, 0, 5, 0]), each=6)
    assert chosen[:6].tolist() == [[8, 8]] * 2 + [[9, 9]] * 2 + [[7, 7]] * 2
    assert chosen[6:].tolist() == [[2, 3]] * 6
    fewer = equal_classes(shapes, torch.zeros(4, dtype=torch.long), each=2)
    assert fewer.tolist() == [[8, 8], [2, 3]]
    many = equal_classes(torch.rand(3 * MOST, 2), torch.arange(3 * MOST) % (MOST // 2))
    assert many.shape == (MOST, 2)
    assert equal_classes(shapes[:0], torch.zeros(0, dtype=torch.long)).shape == (0, 2)


def test_small_boxes_of_a_rare_class_get_anchors() -> None:
    generator = torch.Generator().manual_seed(0)
    large = 60 * (1 + 0.3 * torch.rand(1000, 2, generator=generator))
    small = 8 * (1 + 2 * torch.rand(20, 1, generator=generator)).expand(20, 2)
    shapes, classes = torch.cat([large, small]), torch.tensor([0] * 1000 + [1] * 20)
    best = [
        shape_iou(small, cluster_shapes(own, 6)).max(dim=1).values.mean()
        for own in (shapes, equal_classes(shapes, classes))
    ]
    assert best[0] < best[1] - 0.1
