"""Data sets by name."""

from __future__ import annotations

from typing import Any, Literal

from final_ssd.presets import Recipe
from final_ssd.samples import Splits
from final_ssd.scenes import SceneSettings, Scenes

DataName = Literal["scenes", "sample", "cifar10-scenes", "fashion-scenes", "bccd", "voc", "coco"]
SCENES, EVALUATED = 3000, 500


def load(config: Any, recipe: Recipe) -> Splits:
    settings = SceneSettings(size=recipe.image_size, largest=min(48, recipe.image_size // 2))
    count = config.images or SCENES
    held_out = min(EVALUATED, count)
    train = Scenes(count, "train", settings, config.seed)
    return Splits(train, Scenes(held_out // 2, "valid", settings), Scenes(held_out, "test", settings), train.classes)
