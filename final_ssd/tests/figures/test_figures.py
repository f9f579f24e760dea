"""Pictures: each is written, and shows what was asked for."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from voc_folder import write_voc

from final_ssd.data.samples import make_target
from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.figures.diagram import draw_detector, trace_detector
from final_ssd.figures.inside import draw_anchor_levels, draw_heat, draw_matches
from final_ssd.figures.outcomes import draw_curves, draw_extremes, image_scores
from final_ssd.figures.samples import draw_samples
from final_ssd.figures.steps import CROWD, SCORES, THRESHOLD, draw_iou, draw_nms, nms_steps
from final_ssd.figures.trained import draw_trained
from final_ssd.geometry.anchors import AnchorLevel
from final_ssd.geometry.nms import nms
from final_ssd.metrics.evaluation import evaluate
from final_ssd.models.detections import Detections
from final_ssd.models.detector import Detector, DetectorConfig, NetworkConfig
from final_ssd.training.config import PresetName, TrainConfig, example
from final_ssd.training.loop import train
from final_ssd.training.targets import MatchingConfig
from shared.plotting.diagrams import problems

DIGITS = tuple("0123456789")


@pytest.fixture(scope="module")
def detector() -> Detector:
    torch.manual_seed(0)
    levels = tuple(AnchorLevel(stride, ((2.0 * stride, 3.0 * stride),)) for stride in (4, 8))
    network = NetworkConfig(backbone="tiny", norm="running", pyramid=16, head_convolutions=1)
    config = DetectorConfig(DIGITS, 64, levels, network)
    return Detector(config).eval()


def test_all_pictures_are_drawn(detector: Detector, tmp_path: Path) -> None:
    scenes = Scenes(4, "test", SceneSettings(size=64, smallest=8, largest=32))
    samples = [scenes[number] for number in range(4)]
    pairs = [
        (Detections(t["boxes"] + 0.4, torch.ones(len(t["boxes"])), t["classes"]), t)
        for _, t in samples
    ]
    result = evaluate(pairs, 10)
    draw_anchor_levels(detector, samples[0][0], tmp_path / "anchors.png")
    draw_matches(detector, samples[:2], tmp_path / "matches.png", MatchingConfig())
    draw_heat(detector, samples[0][0], tmp_path / "heat.png")
    draw_curves(result, DIGITS, tmp_path / "curves.svg")
    draw_extremes(
        [image for image, _ in samples], pairs, DIGITS, tmp_path / "extremes.png", count=2
    )
    draw_detector(detector, tmp_path / "diagram.svg")
    draw_samples(
        [("two", samples[:2], DIGITS), ("one", samples[2:3], DIGITS)], tmp_path / "data.png"
    )
    for name in ("anchors", "matches", "heat", "extremes", "data"):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert np.asarray(picture.convert("L")).std() > 5, name
    assert problems((tmp_path / "diagram.svg").read_text()) == []


def test_the_steps_of_nms_end_with_what_nms_keeps(tmp_path: Path) -> None:
    for boxes, scores in ((CROWD, SCORES), (CROWD[:0], SCORES[:0])):
        steps = list(nms_steps(boxes, scores, THRESHOLD))
        assert [best for best, _, _ in steps] == nms(boxes, scores, THRESHOLD).tolist()
        seen = [one for best, dropped, _ in steps for one in (best, *dropped.tolist())]
        assert sorted(seen) == list(range(len(boxes)))
    assert any(len(dropped) for _, dropped, _ in nms_steps(CROWD, SCORES, THRESHOLD))
    draw_iou(tmp_path / "iou.svg")
    draw_nms(tmp_path / "nms.svg")
    assert all((tmp_path / name).stat().st_size > 5_000 for name in ("iou.svg", "nms.svg"))


def test_a_run_of_few_test_images_is_drawn(tmp_path: Path) -> None:
    cat = [("cat", (15, 13, 44, 42), 0)]
    config = dataclasses.replace(
        TrainConfig.smoke_test(),
        data="voc",
        folder=write_voc(tmp_path / "voc", dict.fromkeys("abc", cat), lists={}),
        runs=tmp_path / "runs",
        epochs=1,
    )
    run = train(config)
    draw_trained(run)
    assert {file.stem for file in (run / "pictures").iterdir()} == {
        "anchors", "matches", "heat", "curves", "extremes",
    }  # fmt: skip


def test_an_image_is_scored_alone() -> None:
    box = torch.tensor([[10.0, 10, 20, 20]])
    target = make_target(box, torch.tensor([1]))
    nothing = make_target(torch.zeros(0, 4), torch.zeros(0))
    right = Detections(box, torch.ones(1), torch.tensor([1]))
    wrong = Detections(box, torch.ones(1), torch.tensor([0]))
    scores = image_scores([(right, target), (wrong, target), (right, nothing)], 2)
    assert scores[0] == pytest.approx(1)
    assert scores[1] == 0
    assert np.isnan(scores[2])


def test_the_traced_diagram_shows_what_runs() -> None:
    graph = trace_detector(example("light"))
    assert graph["backbone.stages.0"].shape == (24, 32, 32)
    assert graph["neck.smooth.2"].shape == (64, 8, 8)
    assert graph["neck.lateral.0"].parameters == 24 * 64 + 64
    # The finest map is added to what the coarser levels say, then smoothed, then read by both heads.
    assert graph["neck.add:2"].inputs == ("neck.lateral.0", "neck.add")
    assert graph["neck.smooth.0"].inputs == ("neck.add:2",)
    assert graph["class_head.towers.0"].inputs == ("neck.smooth.0",)
    assert graph["box_head.towers.0"].inputs == ("neck.smooth.0",)


@pytest.mark.parametrize("preset", ["default", "light", "tiny"])
def test_diagrams_are_legible(preset: PresetName, tmp_path: Path) -> None:
    draw_detector(example(preset), tmp_path / "diagram.svg")
    assert problems((tmp_path / "diagram.svg").read_text()) == []
