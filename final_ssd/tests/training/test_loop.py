"""Training: runs that are complete and repeatable, and a network that learns."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch
from conftest import PROJECT

from final_ssd.data.samples import collate
from final_ssd.data.splits import load
from final_ssd.training.config import OptimizerConfig, TrainConfig, anchor_levels, make_detector
from final_ssd.training.detection_loss import detection_loss
from final_ssd.training.loop import (
    learning_rate_factor,
    make_optimizer,
    to_training_mode,
    train,
)
from shared.errors import UserError
from shared.training import read_metrics
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train

TINY = dataclasses.replace(
    TrainConfig.smoke_test(), scenes=8, batch_size=4, epochs=1, precision="fp32"
)


def test_a_smoke_run_leaves_a_complete_run_folder(run: Path) -> None:
    check_run_folder(run)
    assert (run / "detections.png").exists()
    assert set(read_metrics(run)[-1]) >= {"train/loss", "valid/mAP", "valid/mAP50"}


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
    config = dataclasses.replace(TINY, learning_rate=3e-3)
    splits, _ = load(config.data_settings)
    detector = make_detector(config, splits.classes, anchor_levels(config, splits))
    optimizer = make_optimizer(detector, config.learning_rate, config.optimizer)
    images, targets = collate([splits.train[number] for number in range(4)])
    detector.train()
    losses = []
    for _ in range(60):
        optimizer.zero_grad()
        loss = torch.stack(
            detection_loss(
                *detector(images), targets, detector.anchors, detector.config, config.loss
            )
        ).sum()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.15 * losses[0]


def test_the_learning_rate_rises_and_falls() -> None:
    cosine = OptimizerConfig(warmup=0.1)
    factors = [learning_rate_factor(step, 100, cosine) for step in range(100)]
    assert factors[0] < factors[9] < factors[10] == 1
    assert factors[55] == pytest.approx(0.5)
    assert factors[-1] < 0.01
    step = OptimizerConfig(schedule="step", warmup=0.0)
    assert [learning_rate_factor(n, 100, step) for n in (0, 59, 60, 84, 85)] == [
        1, 1, 0.1, 0.1, 0.01,
    ]  # fmt: skip
    constant = OptimizerConfig(schedule="constant", warmup=0.0)
    assert {learning_rate_factor(n, 100, constant) for n in range(100)} == {1.0}


@pytest.mark.parametrize("trained", [True, False])
def test_a_backbone_that_is_not_trained_stays_as_it_is(trained: bool) -> None:
    config = dataclasses.replace(TINY, train_backbone=trained)
    splits, _ = load(config.data_settings)
    detector = make_detector(config, splits.classes, anchor_levels(config, splits))
    assert all(p.requires_grad == trained for p in detector.backbone.parameters())
    before = [buffer.clone() for buffer in detector.backbone.buffers()]
    to_training_mode(detector, config)
    detector(collate([splits.train[number] for number in range(4)])[0])
    pairs = zip(before, detector.backbone.buffers(), strict=True)
    assert any(not torch.equal(a, b) for a, b in pairs) == trained
