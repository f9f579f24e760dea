"""Pyramid, heads, trunks and the detector as a whole."""

from __future__ import annotations

import dataclasses
import json
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torchvision.ops import FeaturePyramidNetwork
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

from final_ssd.anchors import AnchorLevel
from final_ssd.averaging import MovingAverage
from final_ssd.detections import detect, detections
from final_ssd.detector import (
    Detector,
    DetectorConfig,
    DetectorError,
    load_detector,
    parameters,
    save_config,
)
from final_ssd.diagram import trace
from final_ssd.fpn import FeaturePyramid
from final_ssd.heads import by_anchor
from final_ssd.presets import preset
from final_ssd.report import example
from final_ssd.trunks import TrunkError, make_trunk

SQUARES = tuple(AnchorLevel(stride, ((2.0 * stride, 2.0 * stride),)) for stride in (4, 8, 16))
TINY = DetectorConfig(
    ("a", "b"), 64, SQUARES, trunk="tiny", norm="running", pyramid=0, head_convolutions=0,
    shared_heads=False,
)  # fmt: skip


def test_the_pyramid_is_torchvisions() -> None:
    torch.manual_seed(0)
    widths, channels = (8, 16, 24), 12
    ours = FeaturePyramid(widths, channels, 2)
    theirs = FeaturePyramidNetwork(
        list(widths), channels, extra_blocks=LastLevelP6P7(channels, channels)
    )
    state = {}
    for number in range(3):
        for kind in ("weight", "bias"):
            state[f"inner_blocks.{number}.0.{kind}"] = getattr(ours.lateral[number], kind)
            state[f"layer_blocks.{number}.0.{kind}"] = getattr(ours.smooth[number], kind)
    for number, name in enumerate(("p6", "p7")):
        for kind in ("weight", "bias"):
            state[f"extra_blocks.{name}.{kind}"] = getattr(ours.extra[number], kind)
    theirs.load_state_dict(state)
    theirs.extra_blocks.use_P5 = True  # RetinaNet's P6 comes from P5 here, not from C5
    maps = [
        torch.randn(2, width, side, side) for width, side in zip(widths, (19, 10, 5), strict=True)
    ]
    expected = theirs(OrderedDict((str(n), m) for n, m in enumerate(maps))).values()
    for level, other in zip(ours(maps), expected, strict=True):
        torch.testing.assert_close(level, other)


def test_predictions_stand_in_the_order_of_the_anchors() -> None:
    """A map that says where it is: row and column of each cell come out where its anchors are."""
    rows, columns = torch.meshgrid(torch.arange(3.0), torch.arange(5.0), indexing="ij")
    maps = torch.stack([rows, columns] * 2)[None]  # two anchors of two numbers
    found = by_anchor(maps, 2)[0]
    assert found[:4].tolist() == [[0, 0], [0, 0], [0, 1], [0, 1]]
    assert found[-1].tolist() == [2, 4]


def test_the_faithful_preset_has_the_earlier_numbers_of_weights_and_anchors() -> None:
    recipe = preset("faithful")
    assert recipe.levels is not None
    with torch.device("meta"):
        config = DetectorConfig(
            tuple(map(str, range(61))), 256, recipe.levels, norm="running",
            head_convolutions=recipe.head_convolutions, head_norm=recipe.head_norm,
        )  # fmt: skip
        detector = Detector(config)
    detector.trunk.requires_grad_(False)
    assert parameters(detector) == 4_542_984
    assert len(detector.anchors) == 21_824


@pytest.mark.parametrize("name", ["light", "tiny", "default", "small", "gpu", "faithful"])
def test_every_preset_gives_a_prediction_for_each_anchor(name: str) -> None:
    with torch.device("meta"):
        detector = example(name)  # type: ignore[arg-type]
        side = detector.config.image_size
        logits, offsets = detector(torch.empty(2, 3, side, side))
    outputs = 20 + (detector.config.scores == "softmax")
    assert logits.shape == (2, len(detector.anchors), outputs)
    assert offsets.shape == (2, len(detector.anchors), 4)


def test_frozen_norms_stay_and_running_ones_move() -> None:
    images = torch.randint(0, 256, (4, 3, 64, 64), dtype=torch.uint8)
    for norm, moves in (("frozen", False), ("running", True)):
        trunk = make_trunk("mobilenet_v2", pretrained=False, norm=norm).train()  # type: ignore[arg-type]
        before = {k: v.clone() for k, v in trunk.state_dict().items() if "running" in k}
        trunk(images)
        changed = any(not torch.equal(trunk.state_dict()[k], v) for k, v in before.items())
        assert changed == moves


def test_impossible_networks_are_refused() -> None:
    with pytest.raises(TrunkError, match="no published weights"):
        make_trunk("tiny", pretrained=True, norm="running")
    with pytest.raises(DetectorError, match="each must be twice"):
        Detector(dataclasses.replace(TINY, levels=(SQUARES[0], SQUARES[2])))
    levels = tuple(AnchorLevel(stride, ((8.0, 8.0),)) for stride in (32, 64))
    with pytest.raises(DetectorError, match="without a pyramid"):
        Detector(dataclasses.replace(TINY, levels=levels))
    with pytest.raises(ValueError, match="shared heads need equal levels"):
        Detector(dataclasses.replace(TINY, shared_heads=True))


def test_detections_are_decoded_clipped_suppressed_and_sorted() -> None:
    detector = Detector(TINY).eval()
    anchors = detector.anchors
    logits = torch.full((2, len(anchors), 3), 0.0)
    logits[..., 0] = 12  # background
    logits[0, 40, 1], logits[0, 41, 1], logits[0, 41, 2], logits[1, 0, 2] = 15, 14, 13.5, 20
    found, other = detections(logits, torch.zeros(2, len(anchors), 4), anchors, TINY)
    # Neighbours of stride 4 and size 8 overlap by a third: both stay.
    assert found.classes.tolist() == [0, 0, 1]
    assert (found.scores.diff() <= 0).all()
    torch.testing.assert_close(found.boxes[0], anchors[40].clamp(0, 64))
    assert other.boxes.min() >= 0
    assert len(other) == 1
    again, _ = detections(logits, torch.zeros(2, len(anchors), 4), anchors, TINY, overlap=0.3)
    assert again.classes.tolist() == [0, 1]


def test_a_saved_detector_finds_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    detector = Detector(TINY).eval()
    save_config(TINY, tmp_path)
    save_file(detector.state_dict(), tmp_path / "model.safetensors")
    loaded = load_detector(tmp_path)
    assert loaded.config == TINY
    images = torch.randint(0, 256, (1, 3, 64, 64), dtype=torch.uint8)
    first, second = (
        detect(detector, images, lowest_score=0.0),
        detect(loaded, images, lowest_score=0.0),
    )
    assert torch.equal(first[0].boxes, second[0].boxes)


def test_damaged_detectors_are_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(DetectorError, match="holds no detector"):
        load_detector(tmp_path)
    save_config(TINY, tmp_path)
    save_file({"other": torch.zeros(1)}, tmp_path / "model.safetensors")
    with pytest.raises(DetectorError, match="do not fit"):
        load_detector(tmp_path)
    (tmp_path / "detector.json").write_text(json.dumps({"levels": 3}))
    with pytest.raises(DetectorError, match="is damaged"):
        load_detector(tmp_path)


def test_the_average_follows_and_is_continued() -> None:
    model = torch.nn.Linear(2, 1)
    average = MovingAverage(model, 0.5)
    with torch.no_grad():
        model.weight.fill_(1.0)
    for _ in range(60):
        average.update(model)
    torch.testing.assert_close(average.model.weight, model.weight)
    other = MovingAverage(torch.nn.Linear(2, 1), 0.5)
    other.load_state_dict(average.state_dict())
    assert other.steps == 60
    assert torch.equal(other.model.weight, average.model.weight)


def test_the_traced_diagram_shows_what_runs() -> None:
    calls = {call.path: call for call in trace(example("light"))}
    assert calls["trunk.stages.0"].shape == (24, 32, 32)
    assert calls["neck.smooth.2"].shape == (64, 8, 8)
    assert calls["neck.lateral.0"].parameters == 24 * 64 + 64
