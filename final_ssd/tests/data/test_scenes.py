"""Composed scenes: the same for the same seed, with exact boxes."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from final_ssd.data.scenes import SceneError, Scenes, SceneSettings, background


def test_the_same_seed_composes_the_same_scene() -> None:
    small = SceneSettings(size=64, largest=32)
    first, again = Scenes(10, "train", small, seed=3), Scenes(10, "train", small, seed=3)
    assert torch.equal(first[7][0], again[7][0])
    assert torch.equal(first[7][1]["boxes"], again[7][1]["boxes"])
    assert not torch.equal(first[7][0], first[6][0])
    assert not torch.equal(first[7][0], Scenes(10, "train", small, seed=4)[7][0])
    again.start(1)
    assert not torch.equal(first[7][0], again[7][0]), "a new epoch has new scenes"


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0, 0.5))
def test_boxes_lie_inside_have_their_size_and_cover_each_other_no_more_than_allowed(
    index: int, occlusion: float
) -> None:
    small = SceneSettings(size=96, smallest=8, largest=24, occlusion=occlusion)
    image, target = Scenes(1, "valid", small)[index]
    boxes = target["boxes"]
    assert image.shape == (3, 96, 96)
    assert (boxes >= 0).all()
    assert (boxes <= 96).all()
    sides = (boxes[:, 2:] - boxes[:, :2]).max(dim=1).values
    assert ((sides >= 8) & (sides <= 24)).all()
    for one in range(len(boxes)):
        for other in range(one):
            corner = torch.maximum(boxes[one, :2], boxes[other, :2])
            shared = (torch.minimum(boxes[one, 2:], boxes[other, 2:]) - corner).clamp(min=0).prod()
            areas = (boxes[[one, other], 2:] - boxes[[one, other], :2]).prod(dim=1)
            assert shared <= occlusion * areas.min() + 1e-3


def test_the_box_is_where_the_ink_is() -> None:
    """The same scene with and without its objects differs inside the boxes and nowhere else."""
    small = SceneSettings(size=96, fewest=3, most=3)
    scenes = Scenes(20, "train", small)
    for number in range(20):
        image, target = scenes[number]
        key = (0, 0, 0, number)
        plain = background(np.random.default_rng(key), 96).clip(0, 255).astype(np.uint8)
        changed = torch.from_numpy((plain != image.movedim(0, -1).numpy()).any(axis=-1))
        inside = torch.zeros(96, 96, dtype=torch.bool)
        for x1, y1, x2, y2 in target["boxes"].int().tolist():
            inside[y1:y2, x1:x2] = True
            edges = changed[y1:y2, x1:x2]
            assert edges[0].any() and edges[-1].any() and edges[:, 0].any() and edges[:, -1].any()  # noqa: PT018
        assert not (changed & ~inside).any()


def test_impossible_scenes_are_refused() -> None:
    with pytest.raises(SceneError, match="smallest ≤ largest"):
        Scenes(1, "train", SceneSettings(size=32, largest=64))
