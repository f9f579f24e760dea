"""What an annotation file calls images that lie somewhere else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from coco_folder import coco_content, write_coco
from PIL import Image

from final_ssd.data.annotations import Findings, check
from final_ssd.data.coco import read_coco
from final_ssd.data.identities import identities_in, identities_of, key_of
from final_ssd.data.layouts import assign, find_coco


def test_names_in_other_normal_forms_and_cases_are_the_same(tmp_path: Path) -> None:
    write_coco(tmp_path / "here/mac.json", coco_content(["Cafe\u0301.png"]))
    listed = write_coco(tmp_path / "listed.json", coco_content(["caf\u00e9.png"]))
    image = tmp_path / "here/Cafe\u0301.png"
    found = identities_in(read_coco(listed), [image], Findings())
    assert found[key_of(image)]["file_name"] == "caf\u00e9.png"


@pytest.mark.parametrize(
    ("listed", "photos", "named"),
    [
        (["x/p.png"], ["x/p.png", "y/p.png"], {"x/p.png": 7}),
        (["x/p.png"], ["y/p.png", "x/p.png"], {"x/p.png": 7}),
        (["x/p.png"], ["y/p.png"], {"y/p.png": 7}),  # the folder was given another name
        (["x/p.png"], ["y/p.png", "z/p.png"], {}),
        (["p.png"], ["x/p.png", "y/p.png"], {}),
        (["p.png"], ["x/p.png", "x/p.png"], {"x/p.png": 7}),  # one photo, named twice
        (["x/p.png", "y/p.png"], ["y/p.png", "x/p.png", "z/p.png"], {"x/p.png": 7, "y/p.png": 8}),
    ],
)
def test_a_listed_name_is_one_photos(
    tmp_path: Path, listed: Sequence[str], photos: Sequence[str], named: dict[str, int]
) -> None:
    file = write_coco(tmp_path / "listed.json", coco_content(listed), tmp_path / "away")
    write_coco(tmp_path / "here.json", coco_content(photos), tmp_path / "photos")
    images = [tmp_path / "photos" / name for name in photos]
    found = identities_in(read_coco(file), images, Findings())
    assert {key: one["id"] for key, one in found.items()} == {
        key_of(tmp_path / "photos" / name): number for name, number in named.items()
    }


def turned_photos(
    folder: Path, orientations: Sequence[int], box: Sequence[float], sized: bool
) -> None:
    """Photos of 80 × 60 stored pixels, turned by EXIF, with one box each in the upright picture."""
    images: list[dict[str, Any]] = []
    for number, orientation in enumerate(orientations):
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.new("RGB", (80, 60)).save(folder / f"p{number}.jpg", exif=exif)
        images.append({"id": number, "file_name": f"p{number}.jpg"})
        if sized:
            width, height = (60, 80) if orientation >= 5 else (80, 60)
            images[-1] |= {"width": width, "height": height}
    annotations = [{"image_id": one["id"], "category_id": 1, "bbox": box} for one in images]
    content = coco_content(images=images, annotations=annotations)
    (folder / "all.json").write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("orientations", "box", "sized", "expected"),
    [
        # The turn by 180° leaves the size as it is: the other photos tell.
        ((6, 6, 6, 3, 1), [2, 3, 20, 10], True, {0: ([60, 80], 1), 3: ([80, 60], 1)}),
        # No size is told, but the box is lower than the stored picture.
        ((6, 6), [2, 50, 20, 28], False, {0: ([60, 80], 1)}),
        ((6, 3), [2, 3, 20, 10], False, {0: ([80, 60], 6), 1: ([80, 60], 3)}),
    ],
)
def test_boxes_go_back_to_where_they_were_read(
    tmp_path: Path,
    orientations: Sequence[int],
    box: Sequence[float],
    sized: bool,
    expected: dict[int, tuple[list[int], int]],
) -> None:
    turned_photos(tmp_path, orientations, box, sized)
    labeled = find_coco(tmp_path, Findings())
    trained = Findings()
    entries = check(assign(labeled.found, tmp_path, Findings()), labeled.classes, trained)
    own = identities_of(entries)
    findings = Findings()
    images = [tmp_path / f"p{number}.jpg" for number in range(len(orientations))]
    again = identities_in(read_coco(tmp_path / "all.json"), images, findings)
    assert findings.assumptions == trained.assumptions
    for image in images:
        one, other = own[key_of(image)], again[key_of(image)]
        assert (one["size"], one["orientation"]) == (other["size"], other["orientation"])
    for number, frame in expected.items():
        found = again[key_of(images[number])]
        assert (found["size"], found["orientation"]) == frame
