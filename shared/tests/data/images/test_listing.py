"""Files and folders that people name become pictures; nothing hidden, nothing twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.data.images.listing import list_images, output_names
from shared.data.images.photos import ImageError


def touch(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()


def test_pictures_are_found_whatever_the_case_of_their_ending(tmp_path):
    touch(tmp_path, "b/2.JPG", "b/1.Jpeg", "a.PNG", "b/c/3.tiff", "notes.txt", "b/IMG.HEIC")
    listing = list_images(tmp_path)
    assert listing.files == tuple(
        tmp_path / n for n in ("a.PNG", "b/1.Jpeg", "b/2.JPG", "b/c/3.tiff")
    )
    assert listing.unread == (tmp_path / "b/IMG.HEIC",)
    assert listing.others == (tmp_path / "notes.txt",)


@pytest.mark.parametrize(
    "hidden",
    [
        ".ipynb_checkpoints/a.jpg",
        "__MACOSX/._a.jpg",
        "._a.jpg",
        ".a.jpg",
        "@eaDir/a.jpg",
        "Thumbs.db",
    ],
)
def test_what_systems_keep_for_themselves_is_no_picture(tmp_path, hidden):
    touch(tmp_path, "a.jpg", hidden, f"class/{hidden}")
    listing = list_images(tmp_path)
    assert listing.files == (tmp_path / "a.jpg",)
    assert listing.others == ()


def test_a_named_file_is_taken_whatever_its_name_and_a_folder_may_itself_be_hidden(tmp_path):
    touch(tmp_path, "photo", ".mine/a.jpg")
    assert list_images(tmp_path / "photo", tmp_path / ".mine").files == (
        tmp_path / "photo",
        tmp_path / ".mine/a.jpg",
    )


def test_a_link_that_leads_round_in_a_circle_ends(tmp_path):
    touch(tmp_path, "a/1.jpg")
    (tmp_path / "a" / "again").symlink_to(tmp_path)
    assert list_images(tmp_path).files == (tmp_path / "a/1.jpg",)


def test_links_to_pictures_elsewhere_are_followed_once(tmp_path):
    touch(tmp_path, "disk/deep/1.jpg", "photos/a/2.jpg")
    photos = tmp_path / "photos"
    for link, target in {"b": "disk", "c": "disk", "d": "photos/a", "up": "."}.items():
        (photos / link).symlink_to(tmp_path / target)
    assert list_images(photos).files == (photos / "a/2.jpg", photos / "b/deep/1.jpg")


def test_a_link_that_leads_nowhere_is_listed(tmp_path):
    for name in ("gone.jpg", "notes"):
        (tmp_path / name).symlink_to(tmp_path / "nowhere")
    listing = list_images(tmp_path)
    assert listing.files == (tmp_path / "gone.jpg",)
    assert listing.others == (tmp_path / "notes",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_listed(tmp_path):
    touch(tmp_path, "a/1.jpg")
    for name in ("2.jpg", "3.heic", "notes"):
        os.mkfifo(tmp_path / "a" / name)
    listing = list_images(tmp_path)
    assert listing.files == (tmp_path / "a/1.jpg", tmp_path / "a/2.jpg")
    assert listing.unread == (tmp_path / "a/3.heic",)
    assert listing.others == (tmp_path / "a/notes",)


def test_a_path_that_does_not_exist_is_named(tmp_path):
    with pytest.raises(ImageError, match="there is no file and no folder"):
        list_images(tmp_path / "none")


def test_names_tell_where_stems_are_equal():
    files = [Path(p) for p in ("x/a.jpg", "x/a.png", "x/b.jpg", "y/b.jpg", "c.jpg")]
    assert output_names(files) == ["a_jpg", "a_png", "x_b_jpg", "y_b_jpg", "c"]


@given(st.lists(st.from_regex(r"([ab]/){0,2}[aAb_2]{1,4}(\.[jp])?", fullmatch=True), max_size=12))
def test_no_name_stands_twice(paths):
    names = output_names([Path(path) for path in paths])
    assert len({name.casefold() for name in names}) == len(paths)
