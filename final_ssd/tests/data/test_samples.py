"""Batches are as ragged as their images' objects."""

from __future__ import annotations

from final_ssd.data.samples import collate
from final_ssd.data.scenes import Scenes, SceneSettings


def test_batches_are_ragged() -> None:
    scenes = Scenes(4, "train", SceneSettings(size=64, largest=32))
    images, targets = collate([scenes[number] for number in range(4)])
    assert images.shape == (4, 3, 64, 64)
    assert [len(t["boxes"]) for t in targets] == [len(scenes[n][1]["boxes"]) for n in range(4)]
