"""A backbone and its new head, trained together; what is left classifies photos."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from shared.training import CheckpointError
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import Stop, check_stops
from work03_cifar10.commands.predict import newest_fitting, predict
from work03_cifar10.models.backbones import Backbone, load_backbone
from work03_cifar10.training import fine_tuning
from work03_cifar10.training.fine_tuning import FineTuneConfig, fine_tune
from work03_cifar10.training.trained_model import FILE, load_trained

SCRIPT = Path(__file__).parents[2] / "finetune.py"
SMOKE = dataclasses.replace(FineTuneConfig.smoke_test(), precision="fp32", device="cpu")


def small_backbone(name: str = "small", *, pretrained: bool = False) -> Backbone:
    """Return a backbone that computes in no time."""
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(2),
        nn.Flatten(), nn.Dropout(0.1),
    )  # fmt: skip
    return Backbone("small", model, lambda images: images.float() / 255, 32)


def test_a_smoke_run_of_fine_tuning_serves_photos(tmp_path: Path) -> None:
    folder = fine_tune(dataclasses.replace(SMOKE, runs=tmp_path))
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert 0 <= metrics["test/accuracy"] <= 1
    assert set(metrics) == {"valid/frozen/accuracy", "valid/accuracy", "test/accuracy"}
    Image.new("RGB", (90, 50)).save(tmp_path / "photo.jpg")
    predict((str(tmp_path / "photo.jpg"),), run=folder, out=tmp_path / "out")
    (record,) = json.loads((tmp_path / "out" / "predictions.json").read_text())
    assert record["label"] in "0123456789"


def test_what_was_fine_tuned_is_what_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_tuning, "load_backbone", small_backbone)
    monkeypatch.setattr("work03_cifar10.models.backbones.load_backbone", small_backbone)
    folder = fine_tune(dataclasses.replace(SMOKE, runs=tmp_path, images=0))
    trained = load_trained(folder)
    splits = fine_tuning.load_by_name("sample", image_size=32, held_out=0.1)
    assert not trained.model.training
    with torch.no_grad():
        logits = trained.model(trained.prepare(splits.test.pixels))
    accuracy = (logits.argmax(dim=1) == splits.test.labels).float().mean().item()
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert accuracy == pytest.approx(metrics["test/accuracy"], abs=1e-6)
    photo = Image.fromarray(splits.test.pixels[0].numpy())
    torch.testing.assert_close(trained.probabilities(photo), logits[0].softmax(dim=0))


@pytest.mark.parametrize("name", ["mobilenet-v2", "resnet50"])
def test_a_fine_tuned_run_has_its_backbone_again(name: str) -> None:
    with torch.device("meta"):
        one, two = (load_backbone(name, pretrained=False) for _ in range(2))  # type: ignore[arg-type]
    assert one.model.state_dict().keys() == two.model.state_dict().keys()
    assert one.scale is two.scale


def test_resnet50_has_the_scale_and_strides_of_its_weights() -> None:
    with torch.device("meta"):
        backbone = load_backbone("resnet50", pretrained=False)
    assert backbone.scale.__name__ == "keras_scale"
    assert backbone.model.get_submodule("layer2.0.conv1").stride == (2, 2)


def test_the_same_seed_gives_the_same_weights_without_imagenets(tmp_path: Path) -> None:
    config = dataclasses.replace(SMOKE, images=50)
    first, again = (
        fine_tune(dataclasses.replace(config, runs=tmp_path / name)) for name in ("a", "b")
    )
    weights = [(folder / "model.safetensors").read_bytes() for folder in (first, again)]
    assert weights[0] == weights[1]


def test_a_stopped_run_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    """Within an epoch, at its end, at the end of all; what the frozen backbone reached is kept."""
    options = ("--smoke", "--epochs", "2", "--precision", "fp32")
    stops = [Stop(1), Stop(2), Stop("finish")]
    check_stops(SCRIPT, *options, stops=stops, place=tmp_path)


def test_a_batch_of_20_is_shared_by_three_processes(tmp_path: Path) -> None:
    """As 7, 7 and 6."""
    options = ("--smoke", "--batch-size", "20")
    check_processes(SCRIPT, *options, place=tmp_path, processes=3)


def test_few_photos_of_ones_own_are_fine_tuned_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fine_tuning, "load_backbone", small_backbone)
    generator = np.random.default_rng(0)
    for name, color, count in (("red", (200, 30, 30), 20), ("blue", (30, 30, 200), 15)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(count):
            pixels = np.array(color) + generator.integers(-20, 20, (40, 60, 3))
            image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            image.save(tmp_path / "photos" / name / f"{number}.jpg")
    config = dataclasses.replace(
        SMOKE, data=str(tmp_path / "photos"), runs=tmp_path / "runs", batch_size=50, smoke=False
    )
    folder = fine_tune(config)
    assert newest_fitting(tmp_path / "runs", [str(tmp_path / "photos" / "red" / "0.jpg")]) == folder
    said = capsys.readouterr().out
    assert "35 images: blue 15, red 20" in said
    assert "--batch-size 50 is more than there are: all 26" in said
    metrics = json.loads((folder / "summary.json").read_text())["metrics"]
    assert metrics["test/accuracy"] == 1


def test_nothing_held_out_is_nothing_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_tuning, "load_backbone", small_backbone)
    folder = fine_tune(dataclasses.replace(SMOKE, runs=tmp_path, held_out=0))
    assert set(json.loads((folder / "summary.json").read_text())["metrics"]) == {"test/accuracy"}


def test_a_run_does_not_go_on_with_other_images(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fine_tuning, "load_backbone", small_backbone)
    for name, gray in (("cat", 150), ("dog", 50)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(20):
            picture = Image.new("RGB", (32, 32), (gray + number,) * 3)
            picture.save(tmp_path / "photos" / name / f"{number}.png")
    config = dataclasses.replace(SMOKE, data=str(tmp_path / "photos"), runs=tmp_path / "runs")
    folder = fine_tune(config)
    described = (folder / FILE).read_bytes()
    (tmp_path / "photos" / "cat").rename(tmp_path / "photos" / "zebra")
    with pytest.raises(CheckpointError, match=r"has begun \(other classes than in"):
        fine_tune(dataclasses.replace(config, resume=folder, epochs=2))
    assert (folder / FILE).read_bytes() == described
