"""`python export.py`: onnxruntime detects the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from final_ssd.commands.export import onnx_detector, write_onnx
from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.models.detections import detect
from final_ssd.models.saved import load_detector


def test_onnxruntime_detects_the_same(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    detector = load_detector(run)
    write_onnx(detector, tmp_path / "model.onnx")
    detect_by_onnx = onnx_detector(detector, tmp_path / "model.onnx")
    side = detector.config.image_size
    for number in range(3):
        image = Scenes(3, "test", SceneSettings(size=side, largest=side // 2))[number][0][None]
        (ours,) = detect(detector, image, score_threshold=0.01)
        (theirs,) = detect_by_onnx(image, score_threshold=0.01)
        assert torch.equal(ours.classes, theirs.classes)
        torch.testing.assert_close(ours.boxes, theirs.boxes, rtol=0, atol=1e-3)
        torch.testing.assert_close(ours.scores, theirs.scores, rtol=1e-3, atol=1e-4)
