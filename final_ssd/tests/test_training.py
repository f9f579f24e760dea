"""`python train.py` and what is done with what it leaves."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
from pathlib import Path

import pytest
import torch
from PIL import Image

from final_ssd.data import load
from final_ssd.detections import detect
from final_ssd.detector import load_detector
from final_ssd.error_kinds import classify, error_kinds
from final_ssd.evaluation import as_found, as_truths
from final_ssd.export import export, onnx_detector
from final_ssd.looks import Looks
from final_ssd.mean_average_precision import Found, Truths
from final_ssd.prediction import main as predict_main
from final_ssd.prediction import predict_picture
from final_ssd.presets import preset
from final_ssd.samples import collate, make_truth
from final_ssd.scenes import Scenes, SceneSettings
from final_ssd.scoring import EvaluateConfig
from final_ssd.scoring import main as evaluate_main
from final_ssd.study import repairs
from final_ssd.targets import LossConfig, detection_loss
from final_ssd.training import (
    TrainConfig,
    data_settings,
    make_detector,
    make_optimizer,
    make_recipe,
    rate_factor,
    to_training_mode,
    train,
)
from final_ssd.web import annotate
from shared.errors import UserError
from shared.training import read_metrics
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train, smoke_run

PROJECT = Path(__file__).parent.parent
TINY = dataclasses.replace(
    TrainConfig.smoke_test(), scenes=8, batch_size=4, epochs=1, precision="fp32"
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A smoke run that all tests of its use share."""
    return smoke_run(PROJECT, tmp_path_factory.mktemp("runs"))


def test_a_smoke_run_leaves_a_complete_run_folder(run: Path) -> None:
    check_run_folder(run)
    assert (run / "detections.png").exists()
    assert set(read_metrics(run)[-1]) >= {"train/loss", "valid/mAP", "valid/mAP at 0.5"}


@pytest.mark.parametrize("looks", [1, 2])
def test_a_run_is_evaluated(run: Path, looks: Looks, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate_main(EvaluateConfig(run=run, split="valid", looks=looks)) == 0
    printed = capsys.readouterr().out
    for part in ("AP50", "VOC, 11 points", "localisation", "missed"):
        assert part in printed


def test_a_run_is_not_evaluated_on_other_classes(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("detector.json", "model.safetensors"):
        shutil.copy(run / name, tmp_path / name)
    description = json.loads((tmp_path / "detector.json").read_text(encoding="utf-8"))
    description["classes"] = [f"letter {name}" for name in description["classes"]]
    (tmp_path / "detector.json").write_text(json.dumps(description), encoding="utf-8")
    assert evaluate_main(EvaluateConfig(run=tmp_path)) == 1
    assert "evaluate it on the data it was trained on" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    folders = [
        train(dataclasses.replace(TINY, runs=tmp_path / str(number), seed=seed))
        for number, seed in enumerate((0, 0, 1))
    ]
    first, again, other = ((folder / "model.safetensors").read_bytes() for folder in folders)
    assert first == again
    assert first != other


def test_two_processes_train_and_evaluate_together(tmp_path: Path) -> None:
    done = run_train(
        PROJECT, "--smoke", "--runs", str(tmp_path), "--epochs", "1", "--scenes", "16", processes=2
    )
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    check_run_folder(folder)


def test_settings_that_cannot_be_are_refused_before_a_folder_is_made(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--data coco needs --folder"):
        train(dataclasses.replace(TINY, data="coco", runs=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_detector_learns_one_batch_by_heart() -> None:
    torch.manual_seed(0)
    recipe = make_recipe(dataclasses.replace(TINY, image_size=64, learning_rate=3e-3))
    splits, _ = load(data_settings(TINY, recipe))
    detector = make_detector(recipe, splits)
    optimizer = make_optimizer(detector, recipe)
    images, truths = collate([splits.train[number] for number in range(4)])
    detector.train()
    first = None
    for _ in range(60):
        optimizer.zero_grad()
        loss = torch.stack(
            detection_loss(
                *detector(images), truths, detector.anchors, detector.config, recipe.loss
            )
        ).sum()
        loss.backward()
        optimizer.step()
        first = first or loss.item()
    assert loss.item() < 0.15 * first


def test_the_rate_rises_and_falls() -> None:
    recipe = dataclasses.replace(preset("light"), warmup=0.1)
    rates = [rate_factor(step, 100, recipe) for step in range(100)]
    assert rates[0] < rates[9] < rates[10] == 1
    assert rates[55] == pytest.approx(0.5)
    assert rates[-1] < 0.01
    step = dataclasses.replace(recipe, schedule="step", warmup=0.0)
    assert [rate_factor(n, 100, step) for n in (0, 59, 60, 84, 85)] == [1, 1, 0.1, 0.1, 0.01]
    constant = dataclasses.replace(recipe, schedule="constant", warmup=0.0)
    assert {rate_factor(n, 100, constant) for n in range(100)} == {1.0}


def test_the_earlier_trunk_is_frozen_and_yet_its_norms_move() -> None:
    scenes = Scenes(4, "train", SceneSettings(size=64, largest=32))
    images, _ = collate([scenes[number] for number in range(4)])
    for moving in (True, False):
        recipe = dataclasses.replace(
            preset("tiny"), train_trunk=False, moving_norm=moving, image_size=64
        )
        splits, _ = load(data_settings(TINY, recipe))
        detector = make_detector(recipe, splits)
        assert not any(p.requires_grad for p in detector.trunk.parameters())
        before = [buffer.clone() for buffer in detector.trunk.buffers()]
        to_training_mode(detector, recipe)
        detector(images)
        moved = any(
            not torch.equal(a, b) for a, b in zip(before, detector.trunk.buffers(), strict=True)
        )
        assert moved == moving


def test_padded_rows_teach_class_zero_where_nothing_is() -> None:
    torch.manual_seed(0)
    recipe = preset("tiny")
    splits, _ = load(data_settings(TINY, dataclasses.replace(recipe, image_size=64)))
    detector = make_detector(dataclasses.replace(recipe, image_size=64), splits)
    logits = torch.zeros(1, len(detector.anchors), 11)
    offsets = torch.zeros(1, len(detector.anchors), 4)
    nothing = [make_truth(torch.zeros(0, 4), torch.zeros(0))]
    kept = LossConfig(classes="all_anchors")
    padded = dataclasses.replace(kept, padding=5)
    losses = [
        detection_loss(logits, offsets, nothing, detector.anchors, detector.config, config)[
            1
        ].item()
        for config in (kept, padded)
    ]
    assert losses[0] == 0
    # Five rows: two sizes of 69 and two centres each, averaged over all numbers.
    assert losses[1] > 5 * 2 * 68 / offsets.numel()


def test_the_repairs_end_at_the_light_preset() -> None:
    recipes = repairs()
    assert len(recipes) == 8
    last, light = list(recipes.values())[-1], preset("light")
    for field in dataclasses.fields(light):
        if field.name not in ("epochs", "augment"):
            assert getattr(last, field.name) == getattr(light, field.name), field.name


# -- use -------------------------------------------------------------------------------------


@pytest.mark.parametrize("looks", [1, 4])
def test_predict_writes_pictures_coco_results_and_the_contests_csv(
    run: Path, looks: Looks, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scenes = Scenes(2, "test", SceneSettings(size=100))
    for number in range(2):
        image = scenes[number][0].movedim(0, -1).numpy()
        Image.fromarray(image).resize((150, 80)).save(tmp_path / f"frame{number}.png")
    out = tmp_path / "out"
    assert predict_main((tmp_path,), run=run, out=out, lowest=0.0, looks=looks) == 0
    assert "frame0" in capsys.readouterr().out
    assert {path.name for path in out.iterdir()} == {
        "frame0.png", "frame1.png", "detections.json", "submission.csv",
    }  # fmt: skip
    results = json.loads((out / "detections.json").read_text())
    assert {entry["image_id"] for entry in results} == {"frame0", "frame1"}
    for entry in results:
        x, y, width, height = entry["bbox"]
        assert 0 <= x <= x + width <= 150.01
        assert 0 <= y <= y + height <= 80.01
    rows = list(csv.reader((out / "submission.csv").read_text().splitlines()))
    assert [row[0] for row in rows] == ["frame0", "frame1"]
    first = rows[0][1].strip("{}").split("}{")[0].split()
    assert len(first) == 6


def test_predict_refuses_what_is_no_image(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff" + b"0" * 50)
    assert predict_main((tmp_path / "broken.jpg",), run=run, out=tmp_path) == 1
    assert "broken.jpg cannot be read as an image" in capsys.readouterr().err
    assert predict_main((tmp_path / "none.jpg",), run=run, out=tmp_path) == 1
    assert predict_main((tmp_path,), run=tmp_path, out=tmp_path) == 1
    assert "holds no detector" in capsys.readouterr().err


def test_onnxruntime_finds_the_same(run: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    detector = load_detector(run)
    export(detector, tmp_path / "model.onnx")
    find = onnx_detector(detector, tmp_path / "model.onnx")
    side = detector.config.image_size
    for number in range(3):
        image = Scenes(3, "test", SceneSettings(size=side, largest=side // 2))[number][0][None]
        (ours,) = detect(detector, image, lowest_score=0.01)
        (theirs,) = find(image, lowest_score=0.01)
        assert torch.equal(ours.classes, theirs.classes)
        torch.testing.assert_close(ours.boxes, theirs.boxes, rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(ours.scores, theirs.scores, rtol=1e-3, atol=1e-4)


def test_the_page_shows_what_predict_finds(run: Path) -> None:
    detector = load_detector(run)
    picture = Image.fromarray(
        Scenes(1, "test", SceneSettings(size=100))[0][0].movedim(0, -1).numpy()
    )
    shown, table = annotate(detector, picture, 0.05)
    expected = predict_picture(detector, picture)
    assert shown.size == picture.size
    assert len(table) == len(expected.found.above(0.05))
    assert annotate(detector, None, 0.5) == (None, [])


def test_errors_are_told_apart() -> None:
    truths = Truths.of([0, 0, 0, 0], [0, 1, 0, 1], [
        [0, 0, 10, 10], [20, 0, 30, 10], [40, 0, 50, 10], [60, 0, 70, 10],
    ])  # fmt: skip
    found = Found.of(
        [0] * 6,
        [0, 0, 0, 0, 0, 1],
        [
            [0, 0, 10, 10],  # right
            [0, 0, 10, 9],  # the same again
            [20, 0, 30, 10],  # another class
            [46, 0, 56, 10],  # beside it
            [0, 80, 10, 90],  # on nothing
            [0, 3, 10, 13],  # roughly on one of another class … by half, so in place
        ],
        [0.9, 0.8, 0.7, 0.6, 0.5, 0.4],
    )
    kinds, _, missed = classify(found, truths)
    assert kinds.tolist() == ["right", "duplicate", "class", "localisation", "background", "class"]
    assert missed.tolist() == [False, False, False, True]
    result = {kind.name: kind for kind in error_kinds(found, truths, 2)}
    assert result["missed"].count == 1
    assert all(kind.gain >= 0 for kind in result.values())
    assert result["class"].gain > 0


def test_truths_and_detections_of_no_image_are_empty() -> None:
    assert len(as_truths([]).images) == 0
    assert len(as_found([]).scores) == 0
