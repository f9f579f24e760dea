"""A finished run classifies photos."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from shared.errors import UserError
from work03_cifar10.commands import predict
from work03_cifar10.training.trained_model import load_trained


def test_a_photo_of_any_size_is_classified(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (90, 50), (40, 80, 120)).save(photo)
    predict((photo,), run=run, top=3)
    printed = capsys.readouterr().out
    assert str(photo) in printed
    assert printed.count("%") == 3
    trained = load_trained(run)
    probabilities = trained.probabilities(Image.open(photo))
    assert probabilities.sum().item() == pytest.approx(1, abs=1e-5)


def test_no_photo_and_no_run_are_refused(tmp_path: Path) -> None:
    photo = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(photo)
    with pytest.raises(UserError, match="at least one image"):
        predict(())
    with pytest.raises(UserError, match=r"none\.png"):
        predict((tmp_path / "none.png",))
    with pytest.raises(UserError, match=r"no classifier\.json"):
        predict((photo,), run=tmp_path)
