"""Saved detectors detect the same; damaged ones are one clear line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from tiny_detector import TINY

from final_ssd.models.detections import detect
from final_ssd.models.detector import Detector
from final_ssd.models.saved import load_detector, save_config
from shared.errors import UserError


def test_a_saved_detector_detects_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    detector = Detector(TINY).eval()
    save_config(TINY, tmp_path)
    save_file(detector.state_dict(), tmp_path / "model.safetensors")
    loaded = load_detector(tmp_path)
    assert loaded.config == TINY
    images = torch.randint(0, 256, (1, 3, 64, 64), dtype=torch.uint8)
    first, second = (
        detect(detector, images, score_threshold=0.0),
        detect(loaded, images, score_threshold=0.0),
    )
    assert torch.equal(first[0].boxes, second[0].boxes)


def test_damaged_detectors_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"has no detector\.json"):
        load_detector(tmp_path)
    save_config(TINY, tmp_path)
    save_file({"other": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(UserError, match="holds another model's weights"):
        load_detector(tmp_path)
    (tmp_path / "detector.json").write_text(json.dumps({"levels": 3}))
    with pytest.raises(UserError, match="none of DetectorConfig"):
        load_detector(tmp_path)
