"""`python train.py`: the loop, its run folder, its refusals."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from shared.training import CheckpointError, read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.settings.config import AUTO
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import Stop, check_stops, smoke_run
from work03_cifar10.data.images import Images, Scale
from work03_cifar10.data.splits import ImageDataError
from work03_cifar10.models.by_name import MODELS, build
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import (
    class_weights,
    learning_rate_factor,
    make_optimizer,
    train,
)
from work03_cifar10.training.trained_model import FILE, load_trained

PROJECT = Path(__file__).parents[2]
TINY = dataclasses.replace(TrainConfig.smoke_test(), epochs=1, precision="fp32")


def test_a_smoke_run_leaves_a_complete_run_folder(tmp_path: Path) -> None:
    folder = smoke_run(PROJECT, tmp_path)
    check_run_folder(folder)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["metrics"]["test/accuracy"] > 0.3
    assert read_metrics(folder)[-1]["valid/one_view/accuracy"] > 0.3


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


def test_a_stopped_run_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    """Within an epoch, at its end, at the end of all."""
    options = (
        "--smoke", "--epochs", "2", "--batch-size", "420", "--mixup", "0.2", "--cutout", "4",
        "--color", "0.1", "--no-tta", "--precision", "fp32",
    )  # fmt: skip
    stops = [Stop(2), Stop(3), Stop("finish")]
    check_stops(PROJECT / "train.py", *options, stops=stops, place=tmp_path)


def photos(folder: Path) -> Path:
    """Gray pictures of two classes, the dogs darker."""
    for name, gray in (("cat", 150), ("dog", 50)):
        (folder / name).mkdir(parents=True)
        for number in range(20):
            Image.new("RGB", (32, 32), (gray + number,) * 3).save(folder / name / f"{number}.png")
    return folder


def test_a_run_does_not_go_on_with_other_images(tmp_path: Path) -> None:
    """What is refused leaves the finished run as it was; without its end, auto refuses it, too."""
    data = photos(tmp_path / "photos")
    config = dataclasses.replace(TINY, data=str(data), batch_size=8, runs=tmp_path / "runs")
    folder = train(config)
    described, classes = (folder / FILE).read_bytes(), load_trained(folder).classes
    more = dataclasses.replace(config, resume=folder, epochs=2)
    (data / "cat").rename(data / "zebra")
    with pytest.raises(CheckpointError, match=r"has begun \(other classes than in"):
        train(more)
    (data / "eel").mkdir()
    for number in range(20):
        Image.new("RGB", (32, 32)).save(data / "eel" / f"{number}.png")
    with pytest.raises(CheckpointError, match="other classes"):
        train(more)
    assert (folder / FILE).read_bytes() == described
    assert load_trained(folder).classes == classes == ("cat", "dog")
    for path in (data / "eel").iterdir():
        path.unlink()
    (data / "eel").rmdir()
    (data / "zebra").rename(data / "cat")
    for number in range(20):
        Image.new("RGB", (32, 32), "white").save(data / "cat" / f"{number}.png")
    (folder / "summary.json").unlink()
    for resume in (folder, AUTO):
        with pytest.raises(CheckpointError, match="the data are not those with which"):
            train(dataclasses.replace(more, resume=resume))
    assert (folder / FILE).read_bytes() == described


def test_a_run_that_was_begun_before_images_were_compared_goes_on(tmp_path: Path) -> None:
    folder = train(dataclasses.replace(TINY, runs=tmp_path))
    described = json.loads((folder / FILE).read_text())
    (folder / FILE).write_text(json.dumps({k: v for k, v in described.items() if k != "data"}))
    load_trained(folder)
    train(dataclasses.replace(TINY, runs=tmp_path, resume=folder, epochs=2))
    assert json.loads((folder / FILE).read_text()) == described


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--epochs", "1", "--batch-size", "20")
    check_processes(PROJECT / "train.py", *options, place=tmp_path, processes=3)


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


def paint(folder: Path, **counts: int) -> Path:
    """Write noisy photos of a color, a folder for each color."""
    generator = np.random.default_rng(0)
    for name, count in counts.items():
        color = {"red": (200, 30, 30), "blue": (30, 30, 200)}[name]
        (folder / name).mkdir(parents=True)
        for number in range(count):
            pixels = np.array(color) + generator.integers(-20, 20, (32, 32, 3))
            image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            image.save(folder / name / f"{number}.png")
    return folder


def test_a_folder_is_trained_on(tmp_path: Path) -> None:
    photos = paint(tmp_path / "photos", red=40, blue=12)
    config = dataclasses.replace(
        TINY, data=str(photos), balance=True, batch_size=8, epochs=3, runs=tmp_path / "runs"
    )
    folder = train(config)
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert metrics["test/accuracy"] > 0.8


def test_few_photos_are_one_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photos = paint(tmp_path / "photos", red=20, blue=15)
    folder = train(replace_data(photos, tmp_path, batch_size=512))
    assert "--batch-size 512 is more than there are: all 26" in capsys.readouterr().out
    assert json.loads((folder / "config.json").read_text())["config"]["batch_size"] == 26


def test_validation_photos_without_test_photos_are_enough(tmp_path: Path) -> None:
    paint(tmp_path / "photos" / "train", red=6, blue=6)
    generator = np.random.default_rng(1)
    for name in ("red", "blue"):
        (tmp_path / "photos" / "val" / name).mkdir(parents=True)
        noise = generator.integers(0, 255, (20, 20, 3), dtype=np.uint8)
        Image.fromarray(noise).save(tmp_path / "photos" / "val" / name / "1.png")
    folder = train(replace_data(tmp_path / "photos", tmp_path))
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert "valid/accuracy" in metrics
    assert "test/accuracy" not in metrics


def replace_data(photos: Path, place: Path, **settings: int) -> TrainConfig:
    """Return tiny settings with other data."""
    return dataclasses.replace(TINY, data=str(photos), runs=place / "runs", **settings)  # type: ignore[arg-type]


def test_what_is_moved_out_of_the_images_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageDataError, match="--translate 32"):
        train(dataclasses.replace(TINY, translate=32, runs=tmp_path))
