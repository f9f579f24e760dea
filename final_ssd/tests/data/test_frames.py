"""Boxes turn with their pictures, whichever frame an annotation means."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from voc_folder import read, size_xml, voc_xml

from final_ssd.data.annotations import Annotated, Findings, check
from final_ssd.data.frames import Frame, possible_frames, turn, turned
from final_ssd.data.layouts import assign, find_coco
from shared.data.images.photos import read_image

STORED = (40, 20)
OBJECT = (4, 2, 14, 10)
"""Edges in stored pixels, from 0."""


def turned_photo(path: Path, orientation: int) -> None:
    """A white object on black, stored so that a viewer turns it."""
    pixels = np.zeros((*STORED[::-1], 3), dtype=np.uint8)
    x1, y1, x2, y2 = OBJECT
    pixels[y1:y2, x1:x2] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path, exif=exif)


def assert_covers_the_object(entry: Annotated) -> None:
    bright = np.asarray(read_image(entry.image)).mean(axis=2) > 128
    ((x1, y1, x2, y2),) = (tuple(map(round, box)) for box in entry.boxes)
    assert bright[y1:y2, x1:x2].all()
    assert bright.sum() == (x2 - x1) * (y2 - y1)


def in_frame(orientation: int, frame: str) -> tuple[tuple[float, ...], tuple[float, float]]:
    """The object's edges and the picture's size in the frame that an annotation means."""
    if frame == "stored":
        return OBJECT, STORED
    return turn(OBJECT, STORED, orientation), turned(STORED, orientation)


@pytest.mark.parametrize(
    ("orientation", "frame"),
    [
        *((orientation, "stored") for orientation in range(1, 9)),
        # of 2, 3 and 4 the sizes are equal in both frames: the next test
        *((orientation, "upright") for orientation in (1, 5, 6, 7, 8)),
    ],
)
def test_both_readers_turn_boxes_with_their_pictures(
    tmp_path: Path, orientation: int, frame: str
) -> None:
    turned_photo(tmp_path / "voc/JPEGImages/a.png", orientation)
    (x1, y1, x2, y2), size = in_frame(orientation, frame)
    (tmp_path / "voc/Annotations").mkdir()
    (tmp_path / "voc/Annotations/a.xml").write_text(
        voc_xml([("cat", (x1 + 1, y1 + 1, x2, y2), 0)], size_xml(*size))
    )
    findings = Findings()
    (entry,) = read(tmp_path / "voc", findings)["train"]
    assert_covers_the_object(entry)
    turned_photo(tmp_path / "coco/a.png", orientation)
    content = {
        "images": [{"id": 1, "file_name": "a.png", "width": size[0], "height": size[1]}],
        "categories": [{"id": 1, "name": "cat"}],
        "annotations": [
            {"id": 1, "image_id": 1, "category_id": 1, "bbox": [x1, y1, x2 - x1, y2 - y1]}
        ],
    }
    (tmp_path / "coco/annotations.json").write_text(json.dumps(content))
    labeled = find_coco(tmp_path / "coco", findings)
    splits = assign(labeled.found, tmp_path, findings)
    (entry,) = check(splits, labeled.classes, findings)["train"]
    assert_covers_the_object(entry)
    assert not findings.counts


def photos_of(folder: Path, orientations: dict[str, int], frame: str, *, size: bool) -> None:
    (folder / "Annotations").mkdir(parents=True)
    for name, orientation in orientations.items():
        turned_photo(folder / f"JPEGImages/{name}.png", orientation)
        (x1, y1, x2, y2), told = in_frame(orientation, frame)
        head = size_xml(*told) if size else ""
        (folder / f"Annotations/{name}.xml").write_text(
            voc_xml([("cat", (x1 + 1, y1 + 1, x2, y2), 0)], head)
        )


@pytest.mark.parametrize("frame", ["stored", "upright"])
def test_where_sizes_are_equal_the_other_files_tell_and_it_is_said(
    tmp_path: Path, frame: str
) -> None:
    photos_of(tmp_path, {"a": 6, "b": 3, "c": 2, "d": 8}, frame, size=True)
    findings = Findings()
    for entry in read(tmp_path, findings)["train"]:
        assert_covers_the_object(entry)
    assert "2 turned picture(s)" in findings.assumptions[-1]
    assert f"taken for {frame} ones, as 2 others tell" in findings.assumptions[-1]


def test_where_nothing_tells_it_is_the_stored_picture_and_it_is_said(tmp_path: Path) -> None:
    photos_of(tmp_path, {"a": 3}, "stored", size=True)
    findings = Findings()
    (entry,) = read(tmp_path, findings)["train"]
    assert_covers_the_object(entry)
    assert "taken for stored ones, as no other file tells" in findings.assumptions[-1]


def test_without_a_size_boxes_that_fit_one_frame_alone_tell(tmp_path: Path) -> None:
    photos_of(tmp_path, {"a": 8}, "upright", size=False)
    findings = Findings()
    (entry,) = read(tmp_path, findings)["train"]
    assert_covers_the_object(entry)
    assert not any("turned" in said for said in findings.assumptions)


def test_boxes_of_a_picture_that_was_shrunk_before_are_scaled(tmp_path: Path) -> None:
    turned_photo(tmp_path / "JPEGImages/a.png", 1)
    (tmp_path / "Annotations").mkdir()
    box = [2 * edge + (place < 2) for place, edge in enumerate(OBJECT)]
    (tmp_path / "Annotations/a.xml").write_text(voc_xml([("cat", box, 0)], size_xml(80, 40)))
    findings = Findings()
    (entry,) = read(tmp_path, findings)["train"]
    assert entry.boxes == (OBJECT,)
    assert findings.counts == {"boxes of another size, scaled": 1}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_predictions_go_back_to_the_frame_that_they_came_from(orientation: int) -> None:
    frame = Frame((80, 40), orientation)
    picture = turned(STORED, orientation)
    box = frame.to_picture((10, 4, 30, 24), picture)
    assert frame.from_picture(box, picture) == pytest.approx((10, 4, 30, 24))
    assert 0 <= box[0] < box[2] <= picture[0]
    assert 0 <= box[1] < box[3] <= picture[1]


def test_a_size_of_other_proportions_is_no_frame() -> None:
    assert possible_frames((40, 21), (400, 200), 1, ()) == ()
    assert possible_frames((400, 300), (4032, 3024), 6, ()) == (Frame((400, 300), 6),)
    assert possible_frames((300, 400), (4032, 3024), 6, ()) == (Frame((300, 400)),)
