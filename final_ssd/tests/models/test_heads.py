"""Heads: predictions stand where their anchors do."""

from __future__ import annotations

import pytest
import torch

from final_ssd.models.heads import Head, by_anchor


def test_predictions_stand_in_the_order_of_the_anchors() -> None:
    """A map that says where it is: row and column of each cell come out where its anchors are."""
    rows, columns = torch.meshgrid(torch.arange(3.0), torch.arange(5.0), indexing="ij")
    maps = torch.stack([rows, columns] * 2)[None]  # two anchors of two numbers
    predictions = by_anchor(maps, 2)[0]
    assert predictions[:4].tolist() == [[0, 0], [0, 0], [0, 1], [0, 1]]
    assert predictions[-1].tolist() == [2, 4]


def test_shared_heads_need_equal_levels() -> None:
    options = {"convolutions": 0, "shared": True, "normalized": False}
    with pytest.raises(ValueError, match="shared heads need equal levels"):
        Head((8, 16), (3, 3), 4, **options)  # type: ignore[arg-type]


def test_the_last_layer_begins_small_though_it_keeps_the_width() -> None:
    head = Head([48] * 2, [3] * 2, 16, convolutions=1, shared=True, normalized=False, prior=0.01)
    hidden, _, last = head.towers[0]  # type: ignore[misc]
    assert last.weight.std() < 0.02 < hidden.weight.std()
