"""Data sets by name: what a training run sees of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from coco_folder import GOOD, write_coco
from PIL import Image

from final_ssd.data.annotations import AnnotationError
from final_ssd.data.splits import DataSettings, load


def test_a_coco_folder_trains_and_gray_images_are_counted(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("L", (60, 50), 100).save(tmp_path / "images/one.png")
    for split in ("valid", "test", "train"):
        write_coco(tmp_path).rename(tmp_path / f"{split}.json")
    settings = DataSettings("coco", 32, tmp_path, augment="none")
    splits, findings = load(settings)
    image, target = splits.train[0]
    assert image.shape == (3, 32, 32)
    torch.testing.assert_close(
        target["boxes"][0], torch.tensor(GOOD) * torch.tensor([32 / 60, 32 / 50]).repeat(2)
    )
    assert findings.counts == {"image that is not RGB, converted": 1}
    with pytest.raises(AnnotationError, match="needs --folder"):
        load(DataSettings("voc", 32))
