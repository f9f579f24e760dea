"""A finished run classifies photos: files, folders, broken ones among them."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from shared.errors import UserError
from shared.training.settings.ranges import SettingsError
from shared.training.testing.starts import check_ctrl_c, check_help
from work03_cifar10.commands.predict import newest_fitting, predict
from work03_cifar10.training.trained_model import FILE, load_trained


def photo(path: Path, color: tuple[int, int, int] = (40, 80, 120)) -> Path:
    """Write a plain photo."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (90, 50), color).save(path)
    return path


def test_a_photo_of_any_size_is_classified(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = photo(tmp_path / "photo.jpg")
    predict((str(file),), run=run, top=3, out=tmp_path / "out")
    printed = capsys.readouterr().out
    assert str(file) in printed
    assert f"with {run}" in printed
    assert printed.count("%") == 3
    probabilities = load_trained(run).probabilities(Image.open(file))
    assert probabilities.sum().item() == pytest.approx(1, abs=1e-5)


def test_one_bad_file_costs_itself(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    files = [str(photo(pictures / name)) for name in ("a/1.jpg", "b/1.jpg", "猫, 2.JPG")]
    broken = photo(pictures / "b" / "2.jpg")
    broken.write_bytes(broken.read_bytes()[:300])
    (pictures / "3.heic").write_bytes(b"\0\0\0\x18ftypheic")
    (pictures / ".hidden.jpg").write_bytes(b"")
    predict((str(pictures), "none.jpg"), run=run, out=tmp_path / "out")
    records = json.loads((tmp_path / "out" / "predictions.json").read_text(encoding="utf-8"))
    with (tmp_path / "out" / "predictions.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    left_out = [str(broken), str(pictures / "3.heic"), "none.jpg"]
    assert sorted(record["file"] for record in records) == sorted(files + left_out)
    assert [record["file"] for record in records] == [row["file"] for row in rows]
    assert sorted(row["file"] for row in rows if row["label"]) == sorted(files)
    assert sorted(row["file"] for row in rows if row["error"]) == sorted(left_out)
    said = capsys.readouterr()
    assert said.err.count("left out: ") == 3
    assert "HEIC" in said.err
    assert "3 images classified, 3 left out" in said.out


def test_what_is_done_is_on_the_disk_when_something_fails(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from work03_cifar10.commands import predict as commands

    read, seen = commands.read_image, []

    def fails_at_the_third(path: Path) -> Image.Image:
        seen.append(path)
        if len(seen) == 3:
            raise KeyboardInterrupt
        return read(path)

    monkeypatch.setattr(commands, "read_image", fails_at_the_third)
    files = [str(photo(tmp_path / f"{number}.png")) for number in range(4)]
    with pytest.raises(KeyboardInterrupt):
        predict(tuple(files), run=run, out=tmp_path / "out")
    records = json.loads((tmp_path / "out" / "predictions.json").read_text(encoding="utf-8"))
    assert [record["file"] for record in records] == files[:2]
    lines = (tmp_path / "out" / "predictions.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3


def test_a_name_that_is_no_unicode_comes_back(run: Path, tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff.png")
    try:
        Path(file).write_bytes(photo(tmp_path / "a.png").read_bytes())
    except OSError:
        pytest.skip("this file system takes Unicode names alone")
    predict((file,), run=run, out=tmp_path / "out")
    (record,) = json.loads((tmp_path / "out" / "predictions.json").read_text(encoding="utf-8"))
    assert record["file"] == file


def test_what_moves_the_cursor_is_not_printed(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "\x1b[2Ja.png")
    try:
        photo(Path(file))
    except OSError:
        pytest.skip("this file system takes no such names")
    predict((file,), run=run, out=tmp_path / "out")
    assert "\x1b" not in capsys.readouterr().out
    (record,) = json.loads((tmp_path / "out" / "predictions.json").read_text(encoding="utf-8"))
    assert record["file"] == file


def test_nothing_to_classify_and_no_run_are_refused(tmp_path: Path) -> None:
    file = str(photo(tmp_path / "a.png"))
    with pytest.raises(UserError, match="at least one image"):
        predict(())
    with pytest.raises(UserError, match=r"none\.png"):
        predict((str(tmp_path / "none.png"),))
    with pytest.raises(UserError, match=r"no classifier\.json"):
        predict((file,), run=tmp_path)
    with pytest.raises(SettingsError, match="--top 0"):
        predict((file,), top=0)


def test_where_no_file_can_be_read_it_is_an_error(run: Path, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(UserError, match="no image could be read"):
        predict((str(tmp_path / "a.png"),), run=run, out=tmp_path / "out")
    with pytest.raises(UserError, match="is a file"):
        predict((str(photo(tmp_path / "b.png")),), run=run, out=tmp_path / "a.png")


def test_the_newest_run_that_fits_is_taken(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def make(
        name: str, age: int, *, channels: int = 3, smoke: bool = False, data: str = "cifar10"
    ) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(run / "model.safetensors", folder)
        os.utime(folder / "model.safetensors", (1e9 - age, 1e9 - age))
        (folder / FILE).write_text(json.dumps({"shape": [channels, 32, 32]}))
        (folder / "config.json").write_text(json.dumps({"config": {"smoke": smoke, "data": data}}))
        return folder

    color, gray = str(photo(tmp_path / "a.png")), str(tmp_path / "b.png")
    Image.new("L", (20, 20)).save(gray)
    smoke = make("smoke", 1, smoke=True)
    assert newest_fitting(tmp_path, [color]) == smoke, "there is no other"
    assert "is the newest" in capsys.readouterr().err
    older, newer, digits = make("older", 9), make("newer", 8), make("digits", 5, channels=1)
    make("enlarged digits", 6, data="sample")
    assert newest_fitting(tmp_path, [color]) == newer
    assert newest_fitting(tmp_path, [gray]) == digits
    (newer / FILE).write_text("{")
    assert newest_fitting(tmp_path, [color]) == older, "a damaged one is passed over"


def test_help_imports_no_more_than_it_needs() -> None:
    check_help(Path(__file__).parents[2])


def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
    check_ctrl_c(Path(__file__).parents[2])
