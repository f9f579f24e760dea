"""Which pictures belong to which part and class; what is not used is said."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from work03_cifar10.data.layout import part_of, read_layout
from work03_cifar10.data.splits import ImageDataError


def touch(folder: Path, *files: str) -> Path:
    """Make empty files: a layout opens none."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()
    return folder


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("train", "train"), ("Training", "train"), ("TRAIN", "train"), ("training_set", "train"),
        ("val", "valid"), ("Valid", "valid"), ("validation", "valid"), ("dev", "valid"),
        ("test", "test"), ("Testing", "test"), ("test-images", "test"),
        ("cat", None), ("trains", None), ("attest", None), ("set", None),
    ],
)  # fmt: skip
def test_parts_are_known_by_their_usual_names(name: str, part: str | None) -> None:
    assert part_of(name) == part


@pytest.mark.parametrize("names", [("train", "val", "test"), ("Training", "VALID", "Testing")])
def test_parts_are_no_classes(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        touch(tmp_path / name, "cat/1.jpg", "dog/2.JPEG")
    layout = read_layout(tmp_path)
    assert list(layout.parts) == ["train", "valid", "test"]
    for photos in layout.parts.values():
        assert [photo.label for photo in photos] == ["cat", "dog"]
    assert layout.notes == ()


def test_a_class_may_be_called_train(tmp_path: Path) -> None:
    layout = read_layout(touch(tmp_path, "train/1.jpg", "bus/2.jpg"))
    assert [photo.label for photo in layout.parts["all"]] == ["bus", "train"]


def test_hidden_files_and_copies_are_no_pictures(tmp_path: Path) -> None:
    touch(
        tmp_path, "cat/1.jpg", "dog/1.jpg", ".ipynb_checkpoints/1-checkpoint.jpg",
        "cat/.ipynb_checkpoints/1-checkpoint.jpg", "__MACOSX/cat/._1.jpg", "cat/._1.jpg",
        ".git/x.png", "cat/Thumbs.db", ".DS_Store",
    )  # fmt: skip
    layout = read_layout(tmp_path)
    assert [photo.file.name for photo in layout.parts["all"]] == ["1.jpg", "1.jpg"]
    assert layout.notes == ()


def test_what_is_not_used_is_said(tmp_path: Path) -> None:
    touch(
        tmp_path, "train/cat/1.jpg", "train/dog/1.jpg", "train/bird/1.HEIC", "train/loose.png",
        "test/1.jpg", "test/2.jpg", "extra/cat/1.jpg", "top.jpg", "train/cat/notes.txt",
    )  # fmt: skip
    layout = read_layout(tmp_path)
    assert list(layout.parts) == ["train"]
    notes = "\n".join(layout.notes)
    for part in (
        "test, 2 picture(s): predict.py", "extra, 1 picture", "top.jpg", "loose.png",
        "notes.txt", "1.HEIC", "no class, as it has no pictures that are read here",
    ):  # fmt: skip
        assert part in notes, part


def test_accents_of_both_kinds_are_one_class(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "café") for form in ("NFC", "NFD"))
    touch(tmp_path / "train", f"{composed}/1.jpg", "tea/1.jpg")
    touch(tmp_path / "test", f"{decomposed}/2.jpg", "tea/2.jpg")
    labels = {photo.label for part in read_layout(tmp_path).parts.values() for photo in part}
    assert labels == {composed, "tea"}


def test_a_list_finds_files_whatever_their_accents(tmp_path: Path) -> None:
    touch(tmp_path, unicodedata.normalize("NFD", "été.jpg"))
    (tmp_path / "list.csv").write_text("file,label\nété.jpg,summer\n", encoding="utf-8")
    (photo,) = read_layout(tmp_path / "list.csv").parts["all"]
    assert photo.file.exists()


@pytest.mark.parametrize(("listed", "stored"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_an_id_finds_its_picture_whatever_its_accents(
    tmp_path: Path, listed: str, stored: str
) -> None:
    name = "été"
    touch(tmp_path / "train", unicodedata.normalize(stored, f"{name}.jpg"))  # type: ignore[arg-type]
    row = unicodedata.normalize(listed, f"{name},summer")  # type: ignore[arg-type]
    (tmp_path / "list.csv").write_text(f"id,label\n{row}\n", encoding="utf-8")
    (photo,) = read_layout(tmp_path / "list.csv").parts["all"]
    assert photo.file.exists()


@pytest.mark.parametrize("name", [".", "gone.jpg", "a" * 300 + ".jpg"])
def test_a_list_may_name_what_is_no_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "list.csv").write_text(f"file,label\n{name},summer\n", encoding="utf-8")
    (photo,) = read_layout(tmp_path / "list.csv").parts["all"]
    assert photo.file == tmp_path / name  # reading it says what is wrong


def test_parts_in_a_format_that_is_not_read_are_parts(tmp_path: Path) -> None:
    layout = read_layout(touch(tmp_path, "train/cat/1.HEIC", "test/cat/2.HEIC"))
    assert list(layout.parts) == ["train", "test"]
    assert "formats that are not read here" in "\n".join(layout.notes)


def test_a_link_to_nowhere_is_said(tmp_path: Path) -> None:
    touch(tmp_path, "cat/1.jpg")
    for place in ("loose.jpg", "cat/2.jpg"):
        (tmp_path / place).symlink_to(tmp_path / "nowhere")
    layout = read_layout(tmp_path)
    assert [photo.file.name for photo in layout.parts["all"]] == ["1.jpg", "2.jpg"]
    assert "in no class's folder: 1 file(s)" in layout.notes[0]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (("train/cat/1.jpg", "Training/cat/2.jpg"), "are both train images"),
        (("train/cat/1.jpg", "val/cat/2.jpg", "valid/cat/2.jpg"), "are both valid images"),
        (("test/cat/1.jpg", "test/dog/1.jpg"), "no folder train"),
        (("train/1.jpg", "val/2.jpg"), "has no folder for each class"),
    ],
)
def test_parts_that_cannot_be_understood_are_refused(
    tmp_path: Path, files: tuple[str, ...], message: str
) -> None:
    with pytest.raises(ImageDataError, match=message):
        read_layout(touch(tmp_path, *files))


@pytest.mark.parametrize("name", ["photo.JPG", "photos.zip"])
def test_a_picture_or_an_archive_is_no_data_set(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageDataError, match="is no folder and no CSV"):
        read_layout(touch(tmp_path, name) / name)
