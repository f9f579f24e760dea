"""COCO's layout: boxes that are none are findings, files that are none are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from coco_folder import CAT, DOG, GOOD, coco_content, write_coco

from final_ssd.data.annotations import Annotated, AnnotationError, Findings, check
from final_ssd.data.coco import NotCocoError, read_coco
from final_ssd.data.layouts import find_coco
from shared.errors import UserError


def read(folder: Path, findings: Findings) -> list[Annotated]:
    """The images of a folder's only annotation file."""
    labeled = find_coco(folder, findings)
    (own,) = labeled.found.values()
    return check({"train": own}, labeled.classes, findings)["train"]


def test_coco_files_are_read(tmp_path: Path) -> None:
    write_coco(tmp_path / "annotations.json")
    labeled = find_coco(tmp_path, Findings())
    assert labeled.classes == ("cat", "dog")
    assert labeled.category_ids == (CAT, DOG)
    (entry,) = read(tmp_path, Findings())
    assert entry.boxes == (GOOD, (0, 0, 5, 5))
    assert entry.classes == (1, 0)
    assert entry.ignored == (False, True)
    assert (entry.record.name, entry.record.file_name) == (7, "one.png")


@pytest.mark.parametrize(
    "box",
    [
        [float("nan"), 0, 5, 5],
        [0, 0, float("inf"), 5],
        [1, 2, 3],
        "12",
        None,
        ["1", "2", "3", "4"],
        [0, 0, None, 1],
        [0, 0, True, 1],
        [0, 0, 10**400, 1],
    ],
)
def test_coco_boxes_that_are_none_are_findings(tmp_path: Path, box: Any) -> None:
    own = [{"image_id": 7, "category_id": 1, "bbox": box}]
    write_coco(tmp_path / "all.json", coco_content(annotations=own))
    findings = Findings()
    (entry,) = read(tmp_path, findings)
    assert entry.boxes == ()
    assert findings.counts == {"box that is not four finite numbers": 1}


def test_an_annotation_without_a_box_costs_itself(tmp_path: Path) -> None:
    own = [
        {"image_id": 7, "category_id": 1},
        {"image_id": 7, "category_id": 9, "bbox": [0, 0, 5, 5]},
    ]
    write_coco(tmp_path / "all.json", coco_content(annotations=own))
    findings = Findings()
    read(tmp_path, findings)
    assert findings.counts == {"box that is not four finite numbers": 1, "unknown class": 1}


@pytest.mark.parametrize(
    ("size", "counts"),
    [
        ((120, 100), {"boxes of another size, scaled": 1}),
        (("120", " 100.0 "), {"boxes of another size, scaled": 1}),
        (("wide", 100), {"size that is no number": 1}),
        ((120, [100]), {"size that is no number": 1}),
        ((True, True), {"size that is no number": 1}),
        (("1e999", "nan"), {"size that is no number": 1}),
        ((0, 0), {}),
        (("0", ""), {}),
        ((None, 100), {}),
    ],
)
def test_sizes_are_read_as_people_write_them(
    tmp_path: Path, size: tuple[Any, Any], counts: dict[str, int]
) -> None:
    content = coco_content()
    content["images"][0] |= {"width": size[0], "height": size[1]}
    write_coco(tmp_path / "all.json", content)
    findings = Findings()
    (entry,) = read(tmp_path, findings)
    scaled = "boxes of another size, scaled" in counts
    assert entry.boxes[0] == tuple(edge / (2 if scaled else 1) for edge in GOOD)
    assert findings.counts == counts


@pytest.mark.parametrize(
    ("flag", "ignored"),
    [(1, True), (True, True), ("1", True), ("true", True), (0, False), ("0", False),
     (False, False), ("false", False), (None, False)],
)  # fmt: skip
def test_crowds_are_flagged_as_people_write_it(tmp_path: Path, flag: Any, ignored: bool) -> None:
    own = [{"image_id": 7, "category_id": 1, "bbox": [0, 0, 5, 5], "iscrowd": flag}]
    write_coco(tmp_path / "all.json", coco_content(annotations=own))
    assert read(tmp_path, Findings())[0].ignored == (ignored,)


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd", "C:\\secret.png", "a\0.png"])
def test_names_never_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.png").write_bytes(b"")
    names = ("one.png", name)
    write_coco(tmp_path / "data/all.json", coco_content(names[:1]))
    write_coco(tmp_path / "data/all.json", coco_content(names, annotations=[]), tmp_path / "x")
    findings = Findings()
    assert [entry.record.file_name for entry in read(tmp_path / "data", findings)] == ["one.png"]
    assert findings.counts == {"missing image": 1}


@pytest.mark.parametrize(
    "name", ["sub/one.png", "sub\\one.png", "./sub/one.png", "../data/sub/one.png", "SUB/ONE.PNG",
             "/home/someone/sub/one.png"],
)  # fmt: skip
def test_names_have_folders_and_any_case(tmp_path: Path, name: str) -> None:
    write_coco(tmp_path / "data/all.json", coco_content(["sub/one.png"]))
    write_coco(tmp_path / "data/all.json", coco_content([name]), tmp_path / "elsewhere")
    (entry,) = read(tmp_path / "data", Findings())
    assert entry.image == tmp_path / "data/sub/one.png"
    assert entry.record.file_name == name


@pytest.mark.parametrize(
    "text", ["{", "[" * 100_000, '{"images": 3}', '{"images": [1], "categories": []}',
             '{"images": [{"id": [1], "file_name": "a"}], "categories": [], "annotations": []}',
             '{"images": [{"id": 1, "file_name": null}], "categories": [], "annotations": []}',
             '{"images": [{"id": true, "file_name": "a"}], "categories": [], "annotations": []}',
             '{"images": [{"id": ' + "9" * 9999 + ', "file_name": "a"}]}'],
)  # fmt: skip
def test_coco_files_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "train.json").write_text(text)
    with pytest.raises(UserError, match=r"train\.json"):
        find_coco(tmp_path, Findings())


def test_other_json_is_passed_over_and_said(tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("[1, 2]")
    write_coco(tmp_path / "annotations.json")
    findings = Findings()
    assert len(read(tmp_path, findings)) == 1
    assert "notes.json is no annotation file" in findings.assumptions[0]
    with pytest.raises(NotCocoError):
        read_coco(tmp_path / "notes.json")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]}, "category id 1"),
        ({"categories": [{"id": 1, "name": "a"}, {"id": 3, "name": "a "}]}, "category name 'a'"),
        ({"images": [{"id": 1, "file_name": "a"}, {"id": 1.0, "file_name": "b"}]}, "image id 1"),
        ({"images": [{"id": 1, "file_name": "a"}, {"id": 2, "file_name": "a"}]}, "file_name 'a'"),
        ({"annotations": [{"id": 5, "image_id": 7, "category_id": 1}] * 2}, "annotation id 5"),
    ],
)
def test_what_stands_there_twice_is_refused_by_name(
    tmp_path: Path, changes: dict[str, Any], message: str
) -> None:
    file = write_coco(tmp_path / "all.json", coco_content(**changes), tmp_path / "x")
    with pytest.raises(AnnotationError, match=rf"all\.json: .*{message}.* stands there twice"):
        read_coco(file)


def test_a_category_that_cannot_be_shown_is_refused(tmp_path: Path) -> None:
    content = coco_content(categories=[{"id": 1, "name": "c\x1b[31mat"}])
    with pytest.raises(AnnotationError, match=r"called 'c\\x1b\[31mat'"):
        read_coco(write_coco(tmp_path / "all.json", content))


def test_an_annotation_of_an_image_that_is_not_listed_is_a_finding(tmp_path: Path) -> None:
    own = [{"image_id": 9, "category_id": 1, "bbox": [0, 0, 1, 1]}]
    write_coco(tmp_path / "all.json", coco_content(annotations=own))
    findings = Findings()
    read(tmp_path, findings)
    assert findings.counts == {"annotation of an image that is not listed": 1}


def test_missing_images_are_called_missing_with_their_paths(tmp_path: Path) -> None:
    file = write_coco(tmp_path / "data/all.json", images=tmp_path / "elsewhere")
    with pytest.raises(
        AnnotationError, match=r"all\.json lists are missing: there is no .*one\.png"
    ):
        find_coco(file.parent, Findings())
    write_coco(file, coco_content(["one.png"]))
    write_coco(file, coco_content(["one.png", "two.png"], annotations=[]), tmp_path / "x")
    findings = Findings()
    assert len(read(file.parent, findings)) == 1
    assert f"there is no {file.parent / 'two.png'}" in findings.lines[0]
