"""Augmentation: boxes move with their pixels."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from final_ssd.data.augmentation import Augmentation, mosaic
from final_ssd.data.samples import make_target
from final_ssd.data.scenes import Scenes, SceneSettings


def painted() -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """A white square on black, and its box."""
    image = torch.zeros(3, 80, 80, dtype=torch.uint8)
    image[:, 20:50, 30:60] = 255
    return image, make_target(torch.tensor([[30.0, 20, 60, 50]]), torch.tensor([1]))


@pytest.mark.parametrize("kind", ["none", "light"])
def test_boxes_move_with_the_pixels(kind: Any) -> None:
    torch.manual_seed(0)
    change = Augmentation(kind, 80, upside_down=True)
    for _ in range(10):
        image, target = change(*painted())
        x1, y1, x2, y2 = target["boxes"][0].int().tolist()
        bright = image.float().mean(dim=0)
        inside = bright[y1:y2, x1:x2].mean()
        assert inside > 110  # contrast may halve it
        bright[y1:y2, x1:x2] = 0
        assert bright.max() < 100


def test_full_augmentation_keeps_boxes_with_area_and_their_classes() -> None:
    torch.manual_seed(0)
    change = Augmentation("full", 64)
    scenes = Scenes(1, "train", SceneSettings(size=96))
    for number in range(25):
        image, target = change(*scenes[number])
        sides = target["boxes"][:, 2:] - target["boxes"][:, :2]
        assert image.shape == (3, 64, 64)
        assert image.dtype == torch.uint8
        assert (sides > 0).all()
        assert len(target["boxes"]) == len(target["classes"]) == len(target["ignored"])
        assert (target["boxes"] >= 0).all()
        assert (target["boxes"] <= 64).all()


def test_a_mosaic_holds_four_images_at_half_size() -> None:
    image, target = mosaic([painted()] * 4)
    assert target["boxes"].tolist() == [
        [15, 10, 30, 25], [55, 10, 70, 25], [15, 50, 30, 65], [55, 50, 70, 65],
    ]  # fmt: skip
    assert image[0, 12:23, 57:68].float().mean() > 250
