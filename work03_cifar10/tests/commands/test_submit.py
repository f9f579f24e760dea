"""A competition's way: a table of labels, all images trained with, a line for each test image."""

from __future__ import annotations

import csv
import dataclasses
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shared.errors import UserError
from work03_cifar10.commands.submit import files_by_id, submit
from work03_cifar10.data.folder import load_collection
from work03_cifar10.data.layout import read_layout
from work03_cifar10.data.splits import ImageDataError
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train

COLORS = {"red": (200, 30, 30), "blue": (30, 30, 200)}


def competition(
    folder: Path, header: str = "id,label", ending: str = ".png", count: int = 12
) -> Path:
    """Write trainLabels.csv, train/1.png … and test/1.png …, whose classes take turns."""
    generator = np.random.default_rng(0)
    lines = [header]
    for part in ("train", "test"):
        (folder / part).mkdir(parents=True)
        for number in range(1, count + 1):
            name = ("red", "blue")[number % 2]
            pixels = np.array(COLORS[name]) + generator.integers(-20, 20, (32, 32, 3))
            image = Image.fromarray(pixels.clip(0, 255).astype(np.uint8))
            image.save(folder / part / f"{number}{ending}")
            if part == "train":
                lines.append(f"{number},{name}")
    (folder / "trainLabels.csv").write_text("\n".join(lines))
    return folder / "trainLabels.csv"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folder of a competition, and that of a run on all of its images."""
    place = tmp_path_factory.mktemp("kaggle")
    config = dataclasses.replace(
        TrainConfig.smoke_test(), data=str(competition(place)), held_out=0, epochs=12, batch_size=4,
        runs=place / "runs", precision="fp32",
    )  # fmt: skip
    return place, train(config)


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_a_submission_has_a_line_for_each_test_image(
    trained: tuple[Path, Path], tmp_path: Path
) -> None:
    place, run = trained
    submit(place / "test", run=run, out=tmp_path / "submission.csv")
    expected = [[str(number), ("red", "blue")[number % 2]] for number in range(1, 13)]
    assert rows_of(tmp_path / "submission.csv") == [["id", "label"], *expected]


def test_probabilities_have_a_column_a_class(trained: tuple[Path, Path], tmp_path: Path) -> None:
    place, run = trained
    submit(place / "test", run=run, probabilities=True, out=tmp_path / "submission.csv")
    header, *rows = rows_of(tmp_path / "submission.csv")
    assert header == ["id", "blue", "red"]
    assert len(rows) == 12
    for number, *shares in rows:
        assert sum(map(float, shares)) == pytest.approx(1, abs=1e-4)
        assert (float(shares[0]) > 0.5) == (int(number) % 2 == 1)


def test_a_name_that_is_no_utf8_is_kept(trained: tuple[Path, Path], tmp_path: Path) -> None:
    place, run = trained
    images, out = tmp_path / "images", tmp_path / "submission.csv"
    images.mkdir()
    shutil.copy(place / "test" / "1.png", images / os.fsdecode(b"caf\xe9.png"))
    submit(images, run=run, out=out)
    assert b"caf\xe9," in out.read_bytes()


def test_a_missing_answer_is_an_error_and_the_others_are_written(
    trained: tuple[Path, Path], tmp_path: Path
) -> None:
    place, run = trained
    for name in ("7.png", "10.png"):
        (tmp_path / name).write_bytes((place / "test" / name).read_bytes())
    (tmp_path / "2.png").write_text("no picture")
    (tmp_path / "3.png").symlink_to(tmp_path / "nowhere")
    with pytest.raises(UserError, match=r"lacks 2 of 4 images.*2\.png.*3\.png"):
        submit(tmp_path, run=run, out=tmp_path / "submission.csv")
    assert rows_of(tmp_path / "submission.csv") == [["id", "label"], ["7", "blue"], ["10", "red"]]


def test_a_place_that_cannot_be_written_is_named_before_any_image_is_answered(
    trained: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, run = trained
    monkeypatch.setattr("work03_cifar10.commands.submit.answer", None)
    (tmp_path / "file").write_text("")
    for out in (tmp_path, tmp_path / "file" / "submission.csv"):
        with pytest.raises(UserError, match=f"cannot write {out}: name another"):
            submit(place / "test", run=run, out=out)


def test_the_folder_of_a_submission_is_made(trained: tuple[Path, Path], tmp_path: Path) -> None:
    place, run = trained
    submit(place / "test", run=run, out=tmp_path / "new" / "submission.csv")
    assert len(rows_of(tmp_path / "new" / "submission.csv")) == 13


def test_ids_are_names_without_endings_and_numbers_are_sorted_as_numbers(tmp_path: Path) -> None:
    for name in ("10.png", "9.jpg", "a1f.jpg", ".hidden.png"):
        (tmp_path / name).write_bytes(b"")
    assert list(files_by_id(tmp_path)) == ["a1f", "9", "10"]
    (tmp_path / "9.png").write_bytes(b"")
    with pytest.raises(UserError, match="have one id, 9"):
        files_by_id(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="no picture"):
        files_by_id(tmp_path / "empty")


@pytest.mark.parametrize("header", ["id,label", "id,breed", "Id,Label"])
def test_kaggles_tables_name_pictures_by_their_ids(tmp_path: Path, header: str) -> None:
    table = competition(tmp_path, header, ".jpg", count=8)
    layout = read_layout(table)
    assert [photo.file for photo in layout.parts["all"][:2]] == [
        tmp_path / "train" / "1.jpg", tmp_path / "train" / "2.jpg",
    ]  # fmt: skip
    assert layout.notes == ()
    pictures = load_collection(table, 16, test_share=0)
    assert (len(pictures.train), len(pictures.valid), len(pictures.test)) == (8, 0, 0)


def test_an_id_without_a_picture_is_named_and_one_of_two_pictures_is_refused(
    tmp_path: Path,
) -> None:
    table = competition(tmp_path, count=8)
    table.write_text(table.read_text() + "\n99,red")
    report = "\n".join(load_collection(table, 16).report)
    assert "left out: 1 file(s)" in report
    assert "99" in report
    (tmp_path / "train" / "3.jpg").write_bytes(b"")
    with pytest.raises(ImageDataError, match="have one id"):
        load_collection(table, 16)
