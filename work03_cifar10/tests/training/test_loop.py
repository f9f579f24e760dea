"""`python train.py`: the loop, its run folder, its refusals."""

from __future__ import annotations

import dataclasses
import json
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from shared.training import RunInterrupted, read_metrics
from shared.training.config import config_of_run
from shared.training.run_folder import check_run_folder
from shared.training.testing import run_train, smoke_run
from work03_cifar10.data.images import Images, Scale
from work03_cifar10.data.splits import ImageDataError
from work03_cifar10.models.by_name import MODELS, build
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.lookahead import Lookahead
from work03_cifar10.training.loop import (
    class_weights,
    learning_rate_factor,
    make_optimizer,
    train,
)

PROJECT = Path(__file__).parents[2]
TINY = dataclasses.replace(TrainConfig.smoke_test(), epochs=1, precision="fp32")


def test_a_smoke_run_leaves_a_complete_run_folder(tmp_path: Path) -> None:
    folder = smoke_run(PROJECT, tmp_path)
    check_run_folder(folder)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["metrics"]["test/accuracy"] > 0.3
    assert read_metrics(folder)[-1]["valid/one_view/accuracy"] > 0.3


def test_two_processes_share_a_run(tmp_path: Path) -> None:
    done = run_train(PROJECT, "--smoke", "--runs", str(tmp_path), processes=2)
    assert done.returncode == 0, done.stderr
    (folder,) = tmp_path.iterdir()
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["processes"] == 2
    assert summary["metrics"]["test/accuracy"] > 0.3


def test_a_data_set_that_does_not_exist_leaves_no_run(tmp_path: Path) -> None:
    config = TrainConfig(data=str(tmp_path / "photos"), runs=tmp_path / "runs")
    with pytest.raises(ImageDataError, match="photos"):
        train(config)
    assert not (tmp_path / "runs").exists(), "a run folder was made for nothing"


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    first, again, other = (
        train(dataclasses.replace(TINY, runs=tmp_path / str(number), seed=seed))
        for number, seed in enumerate((0, 0, 1))
    )
    weights = [(folder / "model.safetensors").read_bytes() for folder in (first, again, other)]
    assert weights[0] == weights[1]
    assert weights[0] != weights[2]


def test_a_run_that_was_stopped_ends_with_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(TrainConfig.smoke_test(), precision="fp32")
    whole = train(dataclasses.replace(config, runs=tmp_path / "whole"))
    step = Lookahead.step

    def interrupted(self: Lookahead) -> None:
        step(self)
        if self.step_number == 17:  # in the middle of the second epoch
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(Lookahead, "step", interrupted)
    with pytest.raises(RunInterrupted):
        train(dataclasses.replace(config, runs=tmp_path / "stopped"))
    monkeypatch.undo()
    (folder,) = (tmp_path / "stopped").iterdir()
    assert train(config_of_run(TrainConfig, folder)) == folder
    weights = [(each / "model.safetensors").read_bytes() for each in (whole, folder)]
    assert weights[0] == weights[1]
    assert read_metrics(whole)[-1]["train/accuracy"] == read_metrics(folder)[-1]["train/accuracy"]


@pytest.mark.parametrize(
    ("name", "shape"),
    [(name, (3, 32, 32)) for name in MODELS] + [("lenet", (1, 28, 28)), ("fast", (1, 28, 28))],
)
def test_every_model_learns_a_batch_by_heart(name: str, shape: tuple[int, int, int]) -> None:
    torch.manual_seed(0)
    model = build(name, shape, 4, (8, 8, 8))
    images, labels = torch.randn(8, *shape), torch.arange(8) % 4
    if isinstance(model, FastNet):
        model.fit_whitening(images)
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    optimizer = torch.optim.Adam(model.parameters(), 0.03 if name == "fast" else 1e-3)
    for _ in range(40):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
    assert loss < 0.5


def test_the_learning_rate_rises_and_falls() -> None:
    factors = [learning_rate_factor(step, 100) for step in range(100)]
    assert factors[0] == pytest.approx(0.2)
    assert max(factors) == factors[23] == 1
    assert factors == sorted(factors[:23]) + sorted(factors[23:], reverse=True)
    assert factors[-1] == pytest.approx(0.05, abs=0.02)


def test_the_learning_rate_of_a_single_step_is_a_number() -> None:
    assert [learning_rate_factor(step, 1) for step in (0, 1)] == pytest.approx([0.2, 1])


def test_each_trained_parameter_is_in_one_group() -> None:
    model = FastNet(3, 10, (4, 4, 4))
    groups = make_optimizer(TrainConfig(), model).param_groups
    listed = [id(parameter) for group in groups for parameter in group["params"]]
    expected = [id(parameter) for parameter in model.parameters() if parameter.requires_grad]
    assert sorted(listed) == sorted(expected)
    assert groups[1]["lr"] == 64 * groups[0]["lr"], "batch norm's biases learn faster"
    assert groups[0]["lr"] * groups[0]["weight_decay"] == pytest.approx(
        groups[1]["lr"] * groups[1]["weight_decay"]
    )


def test_balanced_classes_count_alike() -> None:
    labels = torch.tensor([0] * 9 + [1])
    images = Images(torch.zeros(10, 2, 2, 3, dtype=torch.uint8), labels, Scale((0,) * 3, (1,) * 3))
    weights = class_weights(images, 2)
    totals = torch.zeros(2).index_add(0, labels, weights[labels])
    torch.testing.assert_close(totals, torch.tensor([5.0, 5.0]))


def test_a_folder_is_trained_on(tmp_path: Path) -> None:
    generator = np.random.default_rng(0)
    for name, color, count in (("red", (200, 30, 30), 40), ("blue", (30, 30, 200), 12)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(count):
            pixels = np.array(color) + generator.integers(-20, 20, (32, 32, 3))
            image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            image.save(tmp_path / "photos" / name / f"{number}.png")
    config = dataclasses.replace(
        TrainConfig.smoke_test(), data=str(tmp_path / "photos"), balance=True, batch_size=8,
        epochs=3, runs=tmp_path / "runs", precision="fp32",
    )  # fmt: skip
    folder = train(config)
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert metrics["test/accuracy"] > 0.8
