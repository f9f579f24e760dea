"""One's own pictures: folders, lists, and all that can be wrong with them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from work03_cifar10.data.folder import load_collection
from work03_cifar10.data.photos import square
from work03_cifar10.data.splits import ImageDataError

COLORS = {"red": (200, 30, 30), "blue": (30, 30, 200)}


def paint(folder: Path, counts: dict[str, int], size: tuple[int, int] = (20, 16)) -> Path:
    """Noisy images of one color a class, all different."""
    generator = np.random.default_rng(len(str(folder)))
    for name, count in counts.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            noise = generator.integers(-20, 20, (size[1], size[0], 3))
            pixels = np.clip(np.array(COLORS[name]) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def copy(folder: Path, source: str, *targets: str) -> None:
    """Copy a file of `folder` to others there."""
    for target in targets:
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        (folder / target).write_bytes((folder / source).read_bytes())


def test_a_folder_a_class_is_read_and_split(tmp_path: Path) -> None:
    pictures = load_collection(paint(tmp_path, {"red": 10, "blue": 20}), 16)
    assert pictures.train.classes == ("blue", "red")
    assert (len(pictures.train), len(pictures.test)) == (24, 6)
    assert np.bincount(pictures.test.labels).tolist() == [4, 2]
    assert pictures.train.images.shape[1:] == (16, 16, 3)
    assert pictures.train.images[pictures.train.labels == 1][..., 0].mean() > 150, "red is red"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_left_out_and_said(tmp_path: Path) -> None:
    os.mkfifo(paint(tmp_path, {"red": 5, "blue": 5}) / "red" / "pipe.jpg")
    report = load_collection(tmp_path, 16).report
    (said,) = (line for line in report if line.startswith("left out: 1 file(s)"))
    assert "pipe.jpg is a folder, a pipe or a device" in said


def test_a_given_split_is_kept(tmp_path: Path) -> None:
    paint(tmp_path / "train", {"red": 5, "blue": 6})
    paint(tmp_path / "test", {"red": 3, "blue": 4})
    pictures = load_collection(tmp_path, 16)
    assert (len(pictures.train), len(pictures.valid), len(pictures.test)) == (11, 0, 7)


def test_given_validation_images_are_the_validation_images(tmp_path: Path) -> None:
    paint(tmp_path / "Training", {"red": 5, "blue": 6})
    paint(tmp_path / "Val", {"red": 3, "blue": 4})
    pictures = load_collection(tmp_path, 16, held_out=0.5)
    assert (len(pictures.train), len(pictures.valid), len(pictures.test)) == (11, 7, 0)
    report = "\n".join(pictures.report)
    assert "--held-out is not used" in report
    assert "no test images" in report


def test_a_photo_that_is_there_twice_is_in_one_part_only(tmp_path: Path) -> None:
    paint(tmp_path / "train", {"red": 5, "blue": 5})
    paint(tmp_path / "val", {"red": 4, "blue": 4})
    paint(tmp_path / "test", {"red": 3, "blue": 3})
    copy(tmp_path, "train/red/1.png", "test/red/same.png", "val/red/same.png")
    copy(tmp_path, "val/blue/1.png", "test/blue/other.png")
    Image.open(tmp_path / "train" / "blue" / "0.png").save(tmp_path / "test" / "blue" / "as.bmp")
    pictures = load_collection(tmp_path, 16)
    assert (len(pictures.train), len(pictures.valid), len(pictures.test)) == (10, 8, 6)
    report = "\n".join(pictures.report)
    assert "the same picture again: 4 file(s)" in report
    assert "left out of the test images, as they are copies of training or validation" in report
    for name in ("test/red/same.png", "val/red/same.png", "test/blue/other.png", "as.bmp"):
        assert name in report


@pytest.mark.parametrize("seed", range(5))
def test_copies_stay_together_where_a_set_is_divided(tmp_path: Path, seed: int) -> None:
    paint(tmp_path, {"red": 8, "blue": 8})
    copy(tmp_path, "red/0.png", "red/a.png", "red/b.png")
    copy(tmp_path, "blue/1.png", "blue/c.png", "blue/d.png", "blue/e.png")
    pictures = load_collection(tmp_path, 16, held_out=0.3, seed=seed)
    parts = [
        {image.tobytes() for image in part.images}
        for part in (pictures.train, pictures.valid, pictures.test)
    ]
    assert sum(map(len, parts)) == 16, "a picture is in two parts"
    assert sum(map(len, (pictures.train, pictures.valid, pictures.test))) == 21


def test_a_picture_in_two_classes_is_named(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 5, "blue": 5})
    copy(tmp_path, "red/0.png", "blue/9.png")
    (line,) = [line for line in load_collection(tmp_path, 16).report if "two classes" in line]
    assert "red/0.png" in line
    assert "blue/9.png" in line


def test_a_set_of_copies_alone_can_be_trained_with(tmp_path: Path) -> None:
    for name, color in COLORS.items():
        (tmp_path / name).mkdir()
        for number in range(6):
            Image.new("RGB", (20, 20), color).save(tmp_path / name / f"{number}.png")
    pictures = load_collection(tmp_path, 16, held_out=0.2)
    assert (len(pictures.train), len(pictures.valid), len(pictures.test)) == (12, 0, 0)


def test_broken_files_are_named_and_left_out(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 8, "blue": 8})
    whole = (tmp_path / "red" / "0.png").read_bytes()
    (tmp_path / "red" / "0.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "blue" / "3.png").write_text("not an image")
    Image.new("L", (50, 9)).save(tmp_path / "blue" / "odd.png")
    pictures = load_collection(tmp_path, 16)
    report = "\n".join(pictures.report)
    assert len(pictures.train) + len(pictures.test) == 15
    assert "left out: 2 file(s)" in report
    assert "0.png" in report
    assert "3.png" in report
    assert "2 sizes from 20×9 to 50×16" in report


def test_what_moves_the_cursor_is_not_reported(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 4, "blue": 4})
    try:
        (tmp_path / "red").rename(tmp_path / "\x1b[2Jred")
    except OSError:
        pytest.skip("this file system takes no such names")
    pictures = load_collection(tmp_path, 16)
    assert "\x1b[2Jred" in pictures.train.classes
    assert "\x1b" not in "".join(pictures.report)


def test_a_list_names_files_and_labels(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 6, "blue": 6})
    lines = [f"{name}/{n}.png,{name}" for name in COLORS for n in range(6)]
    (tmp_path / "list.csv").write_text("\n".join(["file,label", *lines]))
    assert load_collection(tmp_path / "list.csv", 16).train.classes == ("blue", "red")


@pytest.mark.parametrize("spelling", ["bom", "utf-16", "semicolons", "spaces", "slashes", "whole"])
def test_a_list_is_read_as_people_write_it(tmp_path: Path, spelling: str) -> None:
    paint(tmp_path, {"red": 6, "blue": 6})
    rows = [("file", "label")] + [(f"{name}/{n}.png", name) for name in COLORS for n in range(6)]
    if spelling == "whole":
        rows = [("File", " Label ")] + [(str(tmp_path / file), label) for file, label in rows[1:]]
    if spelling == "slashes":
        rows = [(file.replace("/", "\\"), label) for file, label in rows]
    between = {"semicolons": ";", "spaces": " , "}.get(spelling, ",")
    encoding = {"bom": "utf-8-sig", "utf-16": "utf-16"}.get(spelling, "utf-8")
    text = "\r\n".join(between.join(row) for row in rows)
    (tmp_path / "list.csv").write_bytes(text.encode(encoding))
    pictures = load_collection(tmp_path / "list.csv", 16)
    assert pictures.train.classes == ("blue", "red")
    assert len(pictures.train) + len(pictures.test) == 12


def test_what_a_list_names_in_vain_is_named(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 6, "blue": 6})
    lines = [f"{name}/{n}.png,{name},x" for name in COLORS for n in range(7)]
    (tmp_path / "list.csv").write_text("\n".join(["file,label,camera", *lines]))
    report = "\n".join(load_collection(tmp_path / "list.csv", 16).report)
    assert "left out: 2 file(s)" in report
    assert "there is no image" in report
    assert "not used: camera" in report


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("image,class\na.png,red", "first line must be"),
        ("file,label\na.png,", "line 2: a file and its label"),
        ("file,label\n../../etc/passwd,red", "line 2: .* lies outside"),
        ("file,label", "0 class"),
    ],
)
def test_a_bad_list_is_refused_by_line(tmp_path: Path, lines: str, message: str) -> None:
    (tmp_path / "list.csv").write_text(lines)
    with pytest.raises(ImageDataError, match=message):
        load_collection(tmp_path / "list.csv", 16)


def test_empty_and_missing_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImageDataError, match="0 class"):
        load_collection(tmp_path, 16)
    with pytest.raises(ImageDataError, match="there is no folder"):
        load_collection(tmp_path / "nothing", 16)
    paint(tmp_path, {"red": 9, "blue": 2})
    with pytest.raises(ImageDataError, match="class blue has 2"):
        load_collection(tmp_path, 16)


def test_a_test_image_of_an_unknown_class_is_refused(tmp_path: Path) -> None:
    paint(tmp_path / "train", {"red": 5, "blue": 5})
    paint(tmp_path / "test", {"red": 5, "blue": 5})
    (tmp_path / "test" / "red").rename(tmp_path / "test" / "green")
    with pytest.raises(ImageDataError, match="green, which no training image has"):
        load_collection(tmp_path, 16)


def test_a_square_is_the_middle() -> None:
    image = Image.new("RGB", (30, 10), (0, 0, 0))
    image.paste((255, 255, 255), (10, 0, 20, 10))
    assert square(image, 10).min() == 255
