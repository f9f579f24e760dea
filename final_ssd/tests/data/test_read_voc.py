"""Pascal VOC's layout: what is wrong is named, counted and dropped; hostile files are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from voc_folder import read, size_xml, voc_xml, write_voc

from final_ssd.data.annotations import AnnotationError, Findings, check
from final_ssd.data.layouts import find_voc
from final_ssd.data.voc import BCCD_CLASSES
from shared.data.testing import requires_data

CAT = [("cat", (5, 3, 14, 12), 0)]


def test_voc_boxes_count_pixels_from_one_and_include_the_last(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": [("cat", (1, 1, 10, 20), 0), ("dog", (5, 5, 60, 50), 1)]})
    findings = Findings()
    (entry,) = read(folder, findings)["train"]
    assert entry.boxes == ((0, 0, 10, 20), (4, 4, 60, 50))
    assert entry.classes == (0, 1)
    assert entry.ignored == (False, True)
    assert not findings.counts
    assert findings.assumptions == [f"{folder}: edges count from 1, as VOC's own: none is 0"]


def test_boxes_that_begin_at_zero_are_taken_as_they_are(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": [("cat", (0, 1, 10, 20), 0)]})
    findings = Findings()
    (entry,) = read(folder, findings)["train"]
    assert entry.boxes == ((0, 1, 10, 20),)
    assert "count from 0" in findings.assumptions[0]
    assert not findings.counts


def test_edges_that_are_no_whole_numbers_are_taken_as_they_are(tmp_path: Path) -> None:
    box = (5.5, 5.5, 30.2, 30.7)
    findings = Findings()
    (entry,) = read(write_voc(tmp_path / "x", {"a": [("cat", box, 0)]}), findings)["train"]
    assert entry.boxes == (box,)
    assert "edges count from 0, since some are no whole numbers" in findings.assumptions[0]
    whole = ("5.0", "5.0", "30.0", "nan")
    folder = write_voc(tmp_path / "y", {"a": [("cat", whole, 0), *CAT]})
    assert read(folder, Findings())["train"][0].boxes == ((4, 2, 14, 12),)


@pytest.mark.parametrize("given", [".", "VOCdevkit", "VOCdevkit/VOC2012"])
@pytest.mark.parametrize(("label", "first"), [("cat", 1), ("unicorn", 0)])
def test_vocs_own_devkit_counts_from_one_with_fractions_and_without_a_word(
    tmp_path: Path, label: str, first: int, given: str
) -> None:
    """A few of its files have some. A folder of one's own in the same layout is no devkit of VOC."""
    box = (5.5, 5.5, 30.2, 30.7)
    write_voc(tmp_path / "VOCdevkit/VOC2012", {"a": [(label, box, 0)]})
    findings = Findings()
    (entry,) = read(tmp_path / given, findings)["train"]
    assert entry.boxes == ((5.5 - first, 5.5 - first, 30.2, 30.7),)
    assert len(findings.assumptions) == 1 - first


def test_what_is_wrong_is_named_counted_and_dropped(tmp_path: Path) -> None:
    folder = write_voc(
        tmp_path,
        {
            "a": [("cat", (11, 13, 40, 30), 0), ("cat", (20, 20, 19, 40), 0)],
            "b": [("unicorn", (1, 1, 9, 9), 0), ("cat", (70, 60, 90, 90), 0)],
            "c": [("cat", (30, 30, 90, 45), 0), ("cat", ("nan", 1, 5, 5), 0)],
            "d": [("cat", (5.4, 3, 5.9, 12), 0), ("cat", ("1e999", "x", 5, 5), 0)],
            "gone": [],
            "none": [],
        },
    )
    (folder / "JPEGImages/gone.jpg").unlink()
    (folder / "Annotations/none.xml").unlink()
    findings = Findings()
    entries = read(folder, findings, ("cat",))["train"]
    assert [entry.boxes for entry in entries] == [
        ((11, 13, 40, 30),), (), ((30, 30, 60, 45),), (),
    ]  # fmt: skip
    assert findings.counts == {
        "box without area": 1, "unknown class": 1, "box outside the image": 1,
        "box clipped to the image": 1, "box that is not four finite numbers": 2,
        "box below a pixel": 1, "missing image": 1, "missing annotation": 1,
    }  # fmt: skip
    lines = "\n".join(findings.lines)
    assert "a.xml: box without area: a.jpg, cat at 20, 20, 19, 40" in lines
    assert f"there is no {folder / 'JPEGImages/gone.jpg'}" in lines
    assert f"there is no {folder / 'Annotations/none'}.xml" in lines
    with pytest.raises(AnnotationError, match=r"missing annotation.*none\.xml.*--bad-boxes drop"):
        read(folder, Findings("refuse"), ("cat", "unicorn"))


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><annotation>&c;</annotation>"""
READER = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><annotation>&f;</annotation>"""


@pytest.mark.parametrize("xml", [BOMB, READER, "<annotation><object>", "\x00\x01", "[1]"])
def test_hostile_xml_is_refused(tmp_path: Path, xml: str) -> None:
    folder = write_voc(tmp_path, {"a": []}, xml=xml)
    findings = Findings()
    assert read(folder, findings)["train"] == []
    assert findings.counts == {"unreadable annotation": 1}
    assert "a.xml" in findings.lines[0]


def test_nesting_of_any_depth_is_read(tmp_path: Path) -> None:
    deep = "<a>" * 200_000 + "</a>" * 200_000
    folder = write_voc(tmp_path, {"a": []}, xml=voc_xml(CAT, deep))
    assert len(read(folder, Findings())["train"][0].boxes) == 1


def test_objects_without_their_parts_cost_themselves(tmp_path: Path) -> None:
    own = voc_xml(CAT, "<object/><object><name>cat</name></object>")
    findings = Findings()
    (entry,) = read(write_voc(tmp_path, {"a": []}, xml=own), findings)["train"]
    assert len(entry.boxes) == 1
    assert findings.counts == {
        "class without a name that can be shown": 1, "box that is not four finite numbers": 1,
    }  # fmt: skip


def test_a_name_with_control_characters_is_no_class_and_reaches_no_terminal(tmp_path: Path) -> None:
    xml = voc_xml([("c&#x202E;at", (5, 3, 14, 12), 0), *CAT])
    findings = Findings()
    folder = write_voc(tmp_path, {"a": []}, xml=xml)
    assert find_voc(folder, findings).classes == ("cat",)
    read(folder, findings)
    assert findings.counts == {"class without a name that can be shown": 1}
    assert all(line.isprintable() for line in findings.lines)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\x1b[31m"])
def test_a_list_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    folder = write_voc(tmp_path, {"a": CAT}, lists={"train": f"{name}\n"})
    with pytest.raises(AnnotationError, match="no image's name"):
        read(folder, Findings())


@pytest.mark.parametrize(
    "line",
    ["a b", "  a b  ", "a b.jpg", "a b.XML", "A B", "JPEGImages/a b.jpg", "a b 1", "a b  -1"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_lists_are_read_as_people_write_them(tmp_path: Path, line: str, end: str) -> None:
    folder = write_voc(tmp_path, {"a b": CAT, "c": CAT}, lists={"train": f"\ufeff{line}{end}"})
    findings = Findings()
    (entry,) = read(folder, findings)["train"]
    assert entry.record.name == "a b"
    assert not findings.counts


def test_a_name_that_is_listed_twice_is_read_once_and_refused_by_name(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT}, lists={"train": "a\na.jpg\n"})
    findings = Findings()
    assert len(read(folder, findings)["train"]) == 1
    assert findings.counts == {"name that is listed twice": 1}
    with pytest.raises(AnnotationError, match=r"listed twice: a\.jpg"):
        read(folder, Findings("refuse"))


@pytest.mark.parametrize("ending", [".JPG", ".jpeg", ".png", ".BMP"])
def test_images_have_any_ending(tmp_path: Path, ending: str) -> None:
    folder = write_voc(tmp_path, {"a": CAT})
    (folder / "JPEGImages/a.jpg").unlink()
    Image.new("RGB", (60, 50)).save(folder / f"JPEGImages/a{ending}")
    assert len(read(folder, Findings())["train"]) == 1


def test_two_images_of_one_name_are_told_apart_by_the_annotation_or_refused(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT})
    Image.new("RGB", (60, 50)).save(folder / "JPEGImages/a.png")
    findings = Findings()
    assert read(folder, findings)["train"] == []
    assert findings.counts == {"annotation of several images": 1}
    (folder / "Annotations/a.xml").write_text(voc_xml(CAT, "<filename>a.png</filename>"))
    (entry,) = read(folder, Findings())["train"]
    assert entry.image.name == "a.png"


def test_a_default_namespace_and_flags_in_words_are_read(tmp_path: Path) -> None:
    objects = [("cat", (5, 3, 14, 12), flag) for flag in ("True", "yes", "1", "0", "False", "")]
    xml = voc_xml(objects, attributes=' xmlns="http://example.org/x"')
    (entry,) = read(write_voc(tmp_path, {"a": []}, xml=xml), Findings())["train"]
    assert entry.ignored == (True, True, True, False, False, False)


def test_images_that_are_not_there_or_cannot_be_read_are_told_apart(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT, "b": CAT})
    (folder / "JPEGImages/a.jpg").unlink()
    (folder / "JPEGImages/a.HEIC").write_bytes(b"\0\0\0\x18ftypheic" + bytes(50))
    (folder / "JPEGImages/b.jpg").write_bytes(b"")
    findings = Findings()
    read(folder, findings)
    assert findings.counts == {"unreadable image": 2}
    assert "a.HEIC is HEIC, which is not read here" in findings.lines[0]
    assert "b.jpg is empty" in findings.lines[1]


def test_what_is_missing_is_called_missing_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"there is no folder .*nowhere"):
        find_voc(tmp_path / "nowhere", Findings())
    with pytest.raises(AnnotationError, match="holds no annotation"):
        find_voc(tmp_path, Findings())


@pytest.mark.parametrize("size", [(0, 0), ("", "x"), ("nan", 5), ("1e999", 3)])
def test_a_size_that_is_none_tells_nothing(tmp_path: Path, size: tuple[object, object]) -> None:
    folder = write_voc(tmp_path, {"a": []}, xml=voc_xml(CAT, size_xml(*size)))
    findings = Findings()
    assert len(read(folder, findings)["train"][0].boxes) == 1
    assert not findings.counts


def test_a_size_that_is_not_the_pictures_is_reported(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": []}, xml=voc_xml(CAT, size_xml(50, 60)))
    findings = Findings()
    assert read(folder, findings)["train"] == []
    assert findings.counts == {"size that is not the picture's": 1}


def test_bccd_is_whole_but_for_two_boxes() -> None:
    folder = requires_data("bccd")
    findings = Findings()
    entries = check(find_voc(folder, findings, first=0).found, BCCD_CLASSES, findings)  # type: ignore[arg-type]
    assert {split: len(own) for split, own in entries.items() if split} == {
        "train": 205, "valid": 87, "test": 72,
    }  # fmt: skip
    assert findings.counts["box without area"] == 2
    assert (
        sum("BloodImage_00338" in line or "BloodImage_00343" in line for line in findings.lines)
        == 2
    )
    labels = np.concatenate([entry.classes for own in entries.values() for entry in own])
    assert np.bincount(labels.astype(int)).sum() == 372 + 4155 + 361 - 2


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gbk", "GBK"), ("gb18030", "gb18030"), ("big5", "Big5"), ("shift_jis", "Shift_JIS"),
     ("utf-16", "utf-16"), ("utf-16-le", "utf-16"), ("utf-8-sig", "utf-8"), ("utf-8", "")],
)  # fmt: skip
def test_annotations_are_read_in_the_encoding_that_they_declare(
    tmp_path: Path, encoding: str, declared: str
) -> None:
    folder = write_voc(tmp_path, {"a": CAT})
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    xml = head + voc_xml([("犬", (5, 3, 14, 12), 0)])
    (folder / "Annotations/a.xml").write_bytes(xml.encode(encoding))
    findings = Findings()
    assert find_voc(folder, findings).classes == ("犬",)
    assert not findings.counts


def test_an_undeclared_encoding_is_named_and_never_guessed(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT, "b": CAT, "c": CAT})
    for name, head in (("a", ""), ("b", '<?xml version="1.0" encoding="ascii"?>')):
        xml = head + voc_xml([("香蕉", (5, 3, 14, 12), 0)])
        (folder / f"Annotations/{name}.xml").write_bytes(xml.encode("gb18030"))
    findings = Findings()
    assert find_voc(folder, findings).classes == ("cat",)
    assert findings.counts == {"unreadable annotation": 2}
    assert "is no UTF-8" in findings.lines[0]
    assert "its encoding is ascii, which it is not" in findings.lines[1]


@pytest.mark.parametrize("line", ["a 1", "a\t1", "a  -1", "  a   "])
def test_a_flag_behind_a_name_is_no_part_of_it(tmp_path: Path, line: str) -> None:
    folder = write_voc(tmp_path, {"a": CAT, "b": CAT}, lists={"train": f"{line}\nb\n"})
    findings = Findings()
    assert len(read(folder, findings)["train"]) == 2
    assert not findings.counts
