"""`python train.py`: the loop, its run folder, its refusals."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
import torch

from shared.data.testing import requires_data
from shared.training import Loop, read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.folder.saved import load_weights
from shared.training.settings.config import from_json
from shared.training.settings.ranges import SettingsError
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import SIGINT, Stop, check_stops, run_train, smoke_run
from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import errors
from work02_resnet_vgg.training import loop
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import (
    learning_rate_factor,
    make_networks,
    train,
    trial_step,
)

PROJECT = Path(__file__).parents[2]
FLOOR = 0.65
TINY = dataclasses.replace(TrainConfig.smoke_test(), depths=(8,), width=2, precision="fp32")


def test_a_smoke_run_leaves_a_complete_run_folder(tmp_path: Path) -> None:
    folder = smoke_run(PROJECT, tmp_path)
    check_run_folder(folder)
    assert (folder / "degradation.svg").exists()
    assert set(read_metrics(folder)[-1]) >= {
        f"{split}/error/{kind}-{depth}"
        for split in ("train", "valid") for kind in ("plain", "resnet") for depth in (8, 14)
    }  # fmt: skip


def test_an_impossible_depth_is_one_clear_line(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--smoke", "--depths", "21", "--runs", str(tmp_path))
    assert done.returncode == 1
    assert "error: --depths 21: a CIFAR ResNet has 6n + 2 layers" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "a run folder was made for nothing"


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    first, again, other = (
        train(dataclasses.replace(TINY, runs=tmp_path / str(number), seed=seed))
        for number, seed in enumerate((0, 0, 1))
    )
    weights = [(folder / "model.safetensors").read_bytes() for folder in (first, again, other)]
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]


def test_the_default_settings_made_short_learn_real_images(tmp_path: Path) -> None:
    requires_data("cifar10")
    short = dataclasses.replace(
        TrainConfig(), depths=(8,), image_size=8, epochs=1, runs=tmp_path, precision="fp32"
    )
    summary = json.loads((train(short) / "summary.json").read_text(encoding="utf-8"))
    errors = summary["metrics"]
    assert set(errors) == {"test/error/plain-8", "test/error/resnet-8"}
    assert max(errors.values()) < FLOOR, "of 90 % by guessing, on 8×8 pixels"


def test_the_learning_rate_drops_after_a_half_and_three_quarters() -> None:
    assert [learning_rate_factor(step, 64_000) for step in (0, 31_999, 32_000, 47_999, 48_000)] == [
        1.0, 1.0, 0.1, 0.1, 0.01,
    ]  # fmt: skip


def test_the_step_by_which_the_precision_is_chosen_is_one_of_training(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    networks = make_networks(TINY)
    monkeypatch.setattr(loop, "make_networks", lambda config: networks)
    step = trial_step(TINY, torch.device("cpu"))
    before = [parameter.detach().clone() for parameter in networks.parameters()]
    step()
    pairs = list(zip(before, networks.parameters(), strict=True))
    assert sum(not old.equal(new) for old, new in pairs) > len(pairs) / 2


def test_settings_reach_the_networks() -> None:
    networks = make_networks(
        TrainConfig(depths=(8,), width=4, batch_norm=False, residual_scale=0.3)
    ).networks
    assert list(networks) == ["plain-8", "resnet-8"]
    block = networks["resnet-8"].layer1[0]
    assert block.scale == 0.3
    assert block.conv1.bias is not None
    assert block.conv1.out_channels == 4


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"depths": ()}, "--depths names no network"),
        ({"depths": (8, 8)}, "--depths 8 8: each depth once"),
        ({"depths": (-4,)}, "6n [+] 2 layers"),
        ({"width": 0}, "--width 0 is out of range"),
        ({"epochs": 0}, "--epochs 0 is out of range"),
        ({"batch_size": -1}, "--batch-size -1 is out of range"),
        ({"learning_rate": float("inf")}, "--learning-rate inf is out of range"),
        ({"momentum": 1.0}, "--momentum 1.0 is out of range"),
        ({"weight_decay": -0.1}, "--weight-decay -0.1 is out of range"),
        ({"residual_scale": float("nan")}, "--residual-scale nan is out of range"),
    ],
)
def test_settings_out_of_range_are_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        TrainConfig(**changes)


def test_stopped_runs_end_as_an_undisturbed_one(tmp_path: Path) -> None:
    options = ("--smoke", "--depths", "8", "--width", "2", "--epochs", "2", "--precision", "fp32")
    stops = [Stop(13), Stop("finish", SIGINT)]
    check_stops(PROJECT / "train.py", *options, stops=stops, place=tmp_path)


@pytest.mark.parametrize(("processes", "batch"), [(2, 125), (3, 20)])
def test_processes_measure_the_model_that_they_save(
    processes: int, batch: int, tmp_path: Path
) -> None:
    options = ("--smoke", "--depths", "8", "--width", "2", "--batch-size", str(batch))
    run = check_processes(PROJECT / "train.py", *options, place=tmp_path, processes=processes)
    config = from_json(TrainConfig, run.summary["config"])
    networks = load_weights(make_networks(config), run.folder)
    test = load("sample", image_size=8).test
    measured = errors(Loop(0).evaluating(networks, test, 500))
    assert {f"test/error/{name}": error for name, error in measured.items()} == pytest.approx(
        run.summary["metrics"], abs=1e-6
    )
