"""The detector as a whole: a prediction for each anchor, and networks that cannot be."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_detector import SQUARES, TINY

from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.models.detector import Detector, DetectorError
from final_ssd.training.config import TrainConfig, example


@pytest.mark.parametrize("name", list(TrainConfig.configurations()))
def test_every_preset_gives_a_prediction_for_each_anchor(name: str) -> None:
    with torch.device("meta"):
        detector = example(name)  # type: ignore[arg-type]
        side = detector.config.image_size
        logits, offsets = detector(torch.empty(2, 3, side, side))
    outputs = 20 + (detector.config.network.scores == "softmax")
    assert logits.shape == (2, len(detector.anchors), outputs)
    assert offsets.shape == (2, len(detector.anchors), 4)


def test_impossible_networks_are_refused() -> None:
    with pytest.raises(DetectorError, match="each must be twice"):
        Detector(dataclasses.replace(TINY, levels=(SQUARES[0], SQUARES[2])))
    levels = tuple(AnchorLevel(stride, ((8.0, 8.0),)) for stride in (32, 64))
    with pytest.raises(DetectorError, match="without a pyramid"):
        Detector(dataclasses.replace(TINY, levels=levels))
