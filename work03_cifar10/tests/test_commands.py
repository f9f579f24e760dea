"""A finished run classifies photos."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from work03_cifar10.commands import predict
from work03_cifar10.training.trained_model import load_trained


def test_a_photo_of_any_size_is_classified(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (90, 50), (40, 80, 120)).save(photo)
    assert predict((photo,), run=run, top=3) == 0
    printed = capsys.readouterr().out
    assert str(photo) in printed
    assert printed.count("%") == 3
    trained = load_trained(run)
    probabilities = trained.probabilities(Image.open(photo))
    assert probabilities.sum().item() == pytest.approx(1, abs=1e-5)


def test_no_run_and_no_photo_are_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert predict((tmp_path / "none.png",)) == 1
    assert predict(()) == 1
    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    assert predict((tmp_path / "a.png",), run=tmp_path) == 1
    errors = capsys.readouterr().err.splitlines()
    assert [line.startswith("error: ") for line in errors] == [True] * 3
