"""A finished run classifies photos; figures are drawn."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import torch
from PIL import Image

from work03_cifar10.looking import (
    draw_errors,
    draw_features,
    draw_filters,
    draw_grid,
    draw_maps,
    draw_report,
    most_confident_errors,
)
from work03_cifar10.prediction import main
from work03_cifar10.trained_model import FILE, TrainedModelError, latest, load_trained
from work03_cifar10.training import TrainConfig, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = dataclasses.replace(
        TrainConfig.smoke_test(), runs=tmp_path_factory.mktemp("runs"), precision="fp32"
    )
    return train(config)


def test_a_photo_of_any_size_is_classified(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (90, 50), (40, 80, 120)).save(photo)
    assert main((photo,), run=run, top=3) == 0
    shown = capsys.readouterr().out
    assert str(photo) in shown
    assert shown.count("%") == 3
    trained = load_trained(run)
    probabilities = trained.probabilities(Image.open(photo))
    assert probabilities.sum().item() == pytest.approx(1, abs=1e-5)


def test_what_is_saved_is_what_was_trained(run: Path) -> None:
    assert latest(run.parent) == run
    trained = load_trained(run)
    assert trained.classes == tuple("0123456789")
    assert trained.shape == (3, 32, 32)


@pytest.mark.parametrize("content", ["{}", "not json", '{"shape": [3, 32, 32], "classes": 4}'])
def test_a_damaged_run_is_refused(run: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    (tmp_path / "model.safetensors").write_bytes((run / "model.safetensors").read_bytes())
    with pytest.raises(TrainedModelError, match="damaged"):
        load_trained(tmp_path)


def test_weights_of_another_model_are_refused(run: Path, tmp_path: Path) -> None:
    content = json.loads((run / FILE).read_text()) | {"widths": [4, 4, 4]}
    (tmp_path / FILE).write_text(json.dumps(content))
    (tmp_path / "model.safetensors").write_bytes((run / "model.safetensors").read_bytes())
    with pytest.raises(TrainedModelError, match="damaged"):
        load_trained(tmp_path)


def test_no_run_and_no_photo_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main((tmp_path / "none.png",)) == 1
    assert main(()) == 1
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    assert main((tmp_path / "a.png",), run=tmp_path) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line.startswith("error: ") for line in errors] == [True] * 3


def test_the_most_confident_errors_come_first() -> None:
    probabilities = torch.tensor([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    labels = torch.tensor([1, 1, 1, 0])
    assert most_confident_errors(probabilities, labels, 2).tolist() == [0, 3]


def test_figures_are_drawn(tmp_path: Path) -> None:
    torch.manual_seed(0)
    probabilities, labels = torch.randn(60, 3).softmax(dim=1), torch.randint(0, 3, (60,))
    pixels = torch.randint(0, 256, (60, 8, 8, 3), dtype=torch.uint8)
    names = ("a", "b", "c")
    draw_report(tmp_path / "report.svg", probabilities, labels, names)
    draw_errors(tmp_path / "errors.svg", pixels, probabilities, labels, names)
    draw_features(tmp_path / "features.svg", torch.randn(60, 5), labels, names)
    draw_filters(tmp_path / "filters.svg", torch.randn(5, 3, 2, 2))
    draw_maps(tmp_path / "maps.svg", pixels[:2], [torch.randn(2, 3, 8, 8)] * 2, ("x", "y"))
    draw_grid(tmp_path / "grid.svg", [torch.rand(4, 1, 8, 8)], ["row"])
    assert len(list(tmp_path.glob("*.svg"))) == 6
