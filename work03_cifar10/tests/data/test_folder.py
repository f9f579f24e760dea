"""One's own pictures: folders, lists, and all that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from work03_cifar10.data.folder import load_collection
from work03_cifar10.data.photos import square
from work03_cifar10.data.splits import ImageDataError

COLORS = {"red": (200, 30, 30), "blue": (30, 30, 200)}


def paint(folder: Path, counts: dict[str, int], size: tuple[int, int] = (20, 16)) -> Path:
    """Noisy images of one color a class."""
    generator = np.random.default_rng(0)
    for name, count in counts.items():
        (folder / name).mkdir(parents=True)
        for number in range(count):
            noise = generator.integers(-20, 20, (size[1], size[0], 3))
            pixels = np.clip(np.array(COLORS[name]) + noise, 0, 255).astype(np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{number}.png")
    return folder


def test_a_folder_a_class_is_read_and_split(tmp_path: Path) -> None:
    pictures = load_collection(paint(tmp_path, {"red": 10, "blue": 20}), 16)
    assert pictures.train.classes == ("blue", "red")
    assert (len(pictures.train), len(pictures.test)) == (24, 6)
    assert np.bincount(pictures.test.labels).tolist() == [4, 2]
    assert pictures.train.images.shape[1:] == (16, 16, 3)
    assert pictures.train.images[pictures.train.labels == 1][..., 0].mean() > 150, "red is red"


def test_a_given_split_is_kept(tmp_path: Path) -> None:
    paint(tmp_path / "train", {"red": 5, "blue": 6})
    paint(tmp_path / "test", {"red": 3, "blue": 4})
    pictures = load_collection(tmp_path, 16)
    assert (len(pictures.train), len(pictures.test)) == (11, 7)


def test_broken_files_are_named_and_left_out(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 8, "blue": 8})
    whole = (tmp_path / "red" / "0.png").read_bytes()
    (tmp_path / "red" / "0.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "blue" / "3.png").write_text("not an image")
    Image.new("L", (50, 9)).save(tmp_path / "blue" / "odd.png")
    pictures = load_collection(tmp_path, 16)
    report = "\n".join(pictures.report)
    assert len(pictures.train) + len(pictures.test) == 15
    assert "2 file(s) left out" in report
    assert "0.png" in report
    assert "3.png" in report
    assert "2 sizes from 20×9 to 50×16" in report


def test_a_list_names_files_and_labels(tmp_path: Path) -> None:
    paint(tmp_path, {"red": 6, "blue": 6})
    lines = [f"{name}/{n}.png,{name}" for name in COLORS for n in range(6)]
    (tmp_path / "list.csv").write_text("\n".join(["file,label", *lines]))
    assert load_collection(tmp_path / "list.csv", 16).train.classes == ("blue", "red")


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
