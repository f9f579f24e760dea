"""Anchors from the data: k-means finds the shapes that there are."""

from __future__ import annotations

import pytest
import torch

from final_ssd.geometry.clustering import (
    AnchorError,
    cluster_shapes,
    clustered_levels,
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
