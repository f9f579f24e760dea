"""Pascal VOC's layout: what is wrong is named, counted and dropped; hostile files are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from final_ssd.data.annotations import AnnotationError, Findings
from final_ssd.data.voc import BCCD_CLASSES, read_objects, read_voc
from shared.data.testing import requires_data


def write_voc(folder: Path, objects: dict[str, list[tuple[str, Any, int]]], xml: str = "") -> Path:
    for name in ("Annotations", "JPEGImages", "ImageSets/Main"):
        (folder / name).mkdir(parents=True)
    for name, own in objects.items():
        Image.new("RGB", (60, 50), (90, 120, 30)).save(folder / "JPEGImages" / f"{name}.jpg")
        parts = "".join(
            f"<object><name>{label}</name><difficult>{hard}</difficult><bndbox>"
            + "".join(
                f"<{k}>{v}</{k}>"
                for k, v in zip(("xmin", "ymin", "xmax", "ymax"), box, strict=True)
            )
            + "</bndbox></object>"
            for label, box, hard in own
        )
        (folder / "Annotations" / f"{name}.xml").write_text(
            xml or f"<annotation>{parts}</annotation>"
        )
    (folder / "ImageSets/Main/train.txt").write_text("".join(f"{name}\n" for name in objects))
    return folder


def test_voc_boxes_count_pixels_from_one_and_include_the_last(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": [("cat", (1, 1, 10, 20), 0), ("dog", (5, 5, 60, 50), 1)]})
    findings = Findings()
    (entry,) = read_voc(folder, "train", ("cat", "dog"), findings)
    assert entry.boxes == ((0, 0, 10, 20), (4, 4, 60, 50))
    assert entry.classes == (0, 1)
    assert entry.ignored == (False, True)
    assert not findings.counts


def test_what_is_wrong_is_named_counted_and_dropped(tmp_path: Path) -> None:
    folder = write_voc(
        tmp_path,
        {
            "a": [("cat", (11, 13, 40, 30), 0), ("cat", (20, 20, 19, 40), 0)],
            "b": [("unicorn", (1, 1, 9, 9), 0), ("cat", (70, 60, 90, 90), 0)],
            "c": [("cat", (30, 30, 90, 45), 0), ("cat", ("nan", 1, 5, 5), 0)],
            "gone": [],
        },
    )
    (folder / "JPEGImages/gone.jpg").unlink()
    findings = Findings()
    entries = read_voc(folder, "train", ("cat",), findings)
    assert [entry.boxes for entry in entries] == [((10, 12, 40, 30),), (), ((29, 29, 60, 45),)]
    assert findings.counts == {
        "box without area": 1, "unknown class": 1, "box outside the image": 1,
        "box clipped to the image": 1, "box that is not four finite numbers": 1,
        "unreadable image": 1,
    }  # fmt: skip
    assert any("a.xml: box without area: cat at 19, 19, 19, 40" in line for line in findings.lines)
    with pytest.raises(AnnotationError, match=r"a\.xml: box without area.*--bad-boxes drop"):
        read_voc(folder, "train", ("cat",), Findings("refuse"))


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><annotation>&c;</annotation>"""
READER = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><annotation>&f;</annotation>"""


@pytest.mark.parametrize(
    "xml", [BOMB, READER, "<annotation><object>", "\x00\x01", "<a><object/></a>"]
)
def test_hostile_xml_is_refused(tmp_path: Path, xml: str) -> None:
    folder = write_voc(tmp_path, {"a": []}, xml=xml)
    with pytest.raises(AnnotationError, match=r"a\.xml"):
        read_objects(folder / "Annotations/a.xml")
    findings = Findings()
    assert read_voc(folder, "train", ("cat",), findings) == []
    assert findings.counts == {"unreadable annotation": 1}


def test_a_list_that_climbs_out_is_refused(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": []})
    (folder / "ImageSets/Main/train.txt").write_text("../../etc/passwd\n")
    with pytest.raises(AnnotationError, match="no image's name"):
        read_voc(folder, "train", ("cat",), Findings())


def test_bccd_is_whole_but_for_two_boxes() -> None:
    folder = requires_data("bccd")
    findings = Findings()
    entries = {
        split: read_voc(folder, split, BCCD_CLASSES, findings, first_pixel=0)
        for split in ("train", "val", "test")
    }
    assert {split: len(own) for split, own in entries.items()} == {
        "train": 205, "val": 87, "test": 72,
    }  # fmt: skip
    assert findings.counts["box without area"] == 2
    assert (
        sum("BloodImage_00338" in line or "BloodImage_00343" in line for line in findings.lines)
        == 2
    )
    labels = np.concatenate([entry.classes for own in entries.values() for entry in own])
    assert np.bincount(labels.astype(int)).sum() == 372 + 4155 + 361 - 2
