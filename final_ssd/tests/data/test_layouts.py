"""People's folders, however they are laid out, become splits; what is missing is cut, and said."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from coco_folder import coco_content, write_coco
from PIL import Image
from voc_folder import read, voc_xml, write_voc

from final_ssd.data.annotations import Annotated, AnnotationError, Findings, Split, check
from final_ssd.data.layouts import assign, cut_missing, find_coco, find_voc

NAMES = {"train": ("a.png", "b.png"), "valid": ("c.png",), "test": ("d.png",)}
CAT = [("cat", (5, 3, 14, 12), 0)]


def official(folder: Path) -> None:
    for split, name in (("train", "train2017"), ("valid", "val2017")):
        file = folder / f"annotations/instances_{name}.json"
        write_coco(file, coco_content(NAMES[split]), folder / name)
        file.with_name(f"captions_{name}.json").write_text('{"images": [], "annotations": []}')


def folder_a_split(folder: Path) -> None:
    for split, names in NAMES.items():
        write_coco(folder / split / "_annotations.coco.json", coco_content(names))


def file_a_split(folder: Path) -> None:
    for split, names in NAMES.items():
        write_coco(folder / f"{split}.json", coco_content(names), folder / "images")


def images_by_split(folder: Path) -> None:
    for split, names in NAMES.items():
        write_coco(
            folder / f"annotations/{split}.json", coco_content(names), folder / "images" / split
        )


def capital_letters(folder: Path) -> None:
    for split, names in (("Training", "train"), ("VAL", "valid"), ("Testing", "test")):
        write_coco(folder / split / "labels.JSON", coco_content(NAMES[names]), folder / split)


@pytest.mark.parametrize(
    "lay_out", [official, folder_a_split, file_a_split, images_by_split, capital_letters]
)
def test_coco_layouts(tmp_path: Path, lay_out: Callable[[Path], None]) -> None:
    lay_out(tmp_path)
    findings = Findings()
    found = find_coco(tmp_path, findings).found
    names = {split: tuple(record.image.name for record in own) for split, own in found.items()}
    assert names == {split: NAMES[split] for split in names}  # type: ignore[index]
    assert set(names) >= {"train", "valid"}
    assert not findings.counts


@pytest.mark.parametrize("images", ["", "images", "JPEGImages", "data"])
@pytest.mark.parametrize(
    "file", ["annotations.json", "result.json", "annotations/instances_default.json"]
)
def test_one_file_of_all_images(tmp_path: Path, images: str, file: str) -> None:
    write_coco(tmp_path / file, coco_content(["a.png", "b.png"]), tmp_path / images)
    assert len(find_coco(tmp_path, Findings()).found[""]) == 2


def test_two_files_of_one_split_are_refused(tmp_path: Path) -> None:
    for name in ("train2014", "train2017"):
        write_coco(tmp_path / f"annotations/instances_{name}.json", images=tmp_path / name)
    with pytest.raises(AnnotationError, match=r"train2014\.json and .*train2017\.json both list"):
        find_coco(tmp_path, Findings())


def test_a_name_is_one_category_however_its_letters_are_spelled(tmp_path: Path) -> None:
    for split, name in (("train", "caf\u00e9"), ("valid", "cafe\u0301")):
        own = coco_content(
            NAMES[split], categories=[{"id": 3, "name": name}, {"id": 1, "name": "x"}]
        )
        write_coco(tmp_path / f"{split}.json", own)
    assert find_coco(tmp_path, Findings()).classes == ("x", "caf\u00e9")


def test_files_that_contradict_one_another_are_refused(tmp_path: Path) -> None:
    write_coco(tmp_path / "train.json")
    other = [{"id": 3, "name": "cow"}, {"id": 1, "name": "cat"}]
    write_coco(tmp_path / "valid.json", coco_content(["c.png"], categories=other))
    with pytest.raises(AnnotationError, match="category 3 is 'dog' in one file"):
        find_coco(tmp_path, Findings())


def test_a_category_without_a_box_is_told(tmp_path: Path) -> None:
    """Export tools list the supercategory too, with no box of its own."""
    content = coco_content(["a.png"])
    content["categories"].insert(0, {"id": 0, "name": "animals", "supercategory": "none"})
    write_coco(tmp_path / "annotations.json", content)
    findings = Findings()
    assert find_coco(tmp_path, findings).classes == ("animals", "cat", "dog")
    assert "no image has a box of animals" in findings.assumptions[0]


@pytest.mark.parametrize("lay_out", [official, folder_a_split, file_a_split, images_by_split])
def test_pictures_that_no_coco_file_lists_are_counted(
    tmp_path: Path, lay_out: Callable[[Path], None]
) -> None:
    lay_out(tmp_path)
    findings = Findings()
    find_coco(tmp_path, findings)
    assert findings.assumptions == []
    used = next(tmp_path.rglob("a.png"))
    for name in ("e.png", "f.HEIC", "g.json.txt"):
        used.with_name(name).write_bytes(used.read_bytes())
    find_coco(tmp_path, findings)
    (said,) = findings.assumptions
    assert "2 picture(s) that no annotation file lists are not used, the first " in said
    assert said.endswith(str(used.with_name("e.png")))


def test_pictures_of_one_name_and_those_behind_a_link_are_listed(tmp_path: Path) -> None:
    file = tmp_path / "train.json"
    write_coco(file, coco_content(["x/a.png", "y/a.png", "b.png"]), tmp_path / "all")
    file.write_text(json.dumps(coco_content(["a.png", "b.png"])), encoding="utf-8")
    (tmp_path / "train").symlink_to(tmp_path / "all")
    findings = Findings()
    (record,) = find_coco(tmp_path, findings).found["train"]
    assert record.image == tmp_path / "train" / "b.png"
    assert findings.counts == {"name of several images": 1}
    assert findings.assumptions == []


def test_a_folder_without_coco_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(
        AnnotationError, match=r"holds no annotation file .*_annotations\.coco\.json"
    ):
        find_coco(tmp_path, Findings())
    with pytest.raises(AnnotationError, match=r"there is no folder .*nowhere"):
        find_coco(tmp_path / "nowhere", Findings())


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ({"train": "a\nb\n", "val": "c\n", "test": "d\n"}, {"train": 2, "valid": 1, "test": 1}),
        ({"trainval": "a\nb\nc\n", "test": "d\n"}, {"train": 3, "valid": 0, "test": 1}),
        ({"train": "a\n", "val": "b\n", "trainval": "a\nb\n"}, {"train": 1, "valid": 1, "test": 0}),
        ({"Train": "a\nb\nc\nd\n"}, {"train": 4, "valid": 0, "test": 0}),
        ({"val": "a\n"}, {"train": 3, "valid": 1, "test": 0}),
        ({"test": "a\n"}, {"train": 3, "valid": 0, "test": 1}),
        ({}, {"train": 4, "valid": 0, "test": 0}),
        ({"cat_train": "a 1\n"}, {"train": 4, "valid": 0, "test": 0}),
    ],
)
def test_voc_lists(tmp_path: Path, lists: dict[str, str], expected: dict[str, int]) -> None:
    folder = write_voc(tmp_path, dict.fromkeys("abcd", CAT), lists=lists)
    splits = read(folder, Findings())
    assert {split: len(own) for split, own in splits.items()} == expected


def test_images_of_trainval_do_not_vanish(tmp_path: Path) -> None:
    lists = {"train": "a\nb\nc\n", "trainval": "a\nb\nc\nd\ne\n", "test": "f\n"}
    folder = write_voc(tmp_path / "x", dict.fromkeys("abcdef", CAT), lists=lists)
    splits = read(folder, Findings())
    names = {split: [entry.record.name for entry in own] for split, own in splits.items()}
    assert names == {"train": ["a", "b", "c"], "valid": ["d", "e"], "test": ["f"]}
    (folder / "ImageSets/Main/val.txt").write_text("e\n")
    findings = Findings()
    assert len(read(folder, findings)["valid"]) == 1
    assert "1 image(s) of trainval are in neither train nor val" in findings.assumptions[0]


def test_voc_images_beside_their_annotations_in_a_folder_a_split(tmp_path: Path) -> None:
    for split, name in (("train", "a"), ("train", "b"), ("valid", "a"), ("test", "c")):
        write_voc(tmp_path / "x" / split / name, {name: CAT})
        (tmp_path / split).mkdir(exist_ok=True)
        for kind, ending in (("Annotations", "xml"), ("JPEGImages", "jpg")):
            file = tmp_path / "x" / split / name / kind / f"{name}.{ending}"
            file.rename(tmp_path / split / file.name)
    for file in sorted((tmp_path / "x").rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    (tmp_path / "x").rmdir()
    findings = Findings()
    splits = read(tmp_path, findings)
    assert {split: len(own) for split, own in splits.items()} == {"train": 2, "valid": 1, "test": 1}
    assert not findings.counts


def test_masks_of_a_devkit_are_no_second_images(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT})
    (folder / "SegmentationClass").mkdir()
    (folder / "SegmentationClass/a.png").write_bytes(b"")
    assert len(read(folder, Findings())["train"]) == 1


def test_a_devkit_trains_on_trainval(tmp_path: Path) -> None:
    names = dict.fromkeys("abc", CAT)
    write_voc(
        tmp_path / "VOCdevkit/VOC2007", names,
        lists={"train": "a\n", "val": "b\n", "trainval": "a\nb\n", "test": "c\n"},
    )  # fmt: skip
    write_voc(tmp_path / "VOCdevkit/VOC2012", {"z": CAT}, lists={"trainval": "z\n"})
    splits = read(tmp_path, Findings())
    assert {split: len(own) for split, own in splits.items()} == {"train": 3, "valid": 0, "test": 1}


def test_an_image_of_two_lists_is_kept_for_the_test(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"a": CAT, "b": CAT}, lists={"train": "a\nb\n", "test": "b\n"})
    findings = Findings()
    splits = read(folder, findings)
    assert [entry.record.name for entry in splits["train"]] == ["a"]
    assert findings.counts == {"image that is listed twice": 1}
    assert "training, kept for test" in findings.lines[0]


def test_images_in_no_list_are_told(tmp_path: Path) -> None:
    findings = Findings()
    read(write_voc(tmp_path, dict.fromkeys("abc", CAT), lists={"train": "a\n"}), findings)
    assert "2 image(s) that no list names are not used" in findings.assumptions[-1]


def whole(folder: Path, count: int, empty: int = 0) -> dict[Split, list[Annotated]]:
    objects = {f"p{number:03}": CAT for number in range(count)}
    write_voc(folder, {**objects, **{f"e{number:03}": [] for number in range(empty)}}, lists={})
    return read(folder, Findings())


def test_what_is_missing_is_cut_by_the_seed_and_said(tmp_path: Path) -> None:
    def cut(seed: int) -> dict[Split, list[str]]:
        splits = {split: list(own) for split, own in images.items()}
        findings = Findings()
        cut_missing(splits, seed, tmp_path, findings)
        assert (
            f"no list of validation or test images: 4 each are cut from 28, with seed {seed}"
            in (findings.assumptions[0])
        )
        return {split: [str(entry.record.name) for entry in own] for split, own in splits.items()}

    images = whole(tmp_path, 20, empty=8)
    first, again, other = cut(0), cut(0), cut(1)
    assert first == again != other
    assert {split: len(own) for split, own in first.items()} == {"train": 20, "valid": 4, "test": 4}
    assert len({name for own in first.values() for name in own}) == 28
    for own in first.values():
        assert any(name.startswith("p") for name in own)


def test_three_images_are_enough_and_two_are_not(tmp_path: Path) -> None:
    splits = whole(tmp_path / "three", 3)
    cut_missing(splits, 0, tmp_path, Findings())
    assert {split: len(own) for split, own in splits.items()} == {"train": 1, "valid": 1, "test": 1}
    with pytest.raises(
        AnnotationError, match=r"2 training image.* give at least 3; .* none listed"
    ):
        cut_missing(whole(tmp_path / "two", 2), 0, tmp_path, Findings())


def test_why_too_few_images_have_boxes_is_in_the_error(tmp_path: Path) -> None:
    findings = Findings()
    thin = [("cat", (5, 3, 4.5, 12), 0)]
    splits = read(write_voc(tmp_path, dict.fromkeys("abcd", thin), lists={}), findings)
    with pytest.raises(
        AnnotationError, match=r"^[^\n]*0 training.* 4 × box [^\n]*, the first: [^\n]*a\.xml[^\n]*$"
    ):
        cut_missing(splits, 0, tmp_path, findings)


def test_pictures_without_an_annotation_are_counted(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, dict.fromkeys("abcd", CAT), lists={})
    for name in "bc":
        (folder / "Annotations" / f"{name}.xml").unlink()
    (folder / "Annotations/d.xml").write_text("<no XML", encoding="utf-8")
    findings = Findings()
    assert len(read(folder, findings)["train"]) == 1
    said = findings.assumptions[0]
    assert "2 picture(s) without an annotation (*.xml) are not used, the first " in said
    assert said.endswith("b.jpg")
    assert findings.counts == {"unreadable annotation": 1}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipes_among_the_pictures_are_counted_and_not_opened(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, dict.fromkeys("ab", CAT), lists={})
    (folder / "JPEGImages/b.jpg").unlink()
    for name in ("b.jpg", "c.jpg"):
        os.mkfifo(folder / "JPEGImages" / name)
    findings = Findings()
    assert len(read(folder, findings)["train"]) == 1
    assert findings.counts == {"unreadable image": 1}
    assert "b.jpg is a folder, a pipe or a device" in findings.lines[0]
    said = findings.assumptions[0]
    assert said.endswith("c.jpg")


def test_names_in_other_normal_forms_are_the_same(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, {"cafe\u0301": CAT}, lists={"train": "caf\u00e9\n"})
    assert len(read(folder, Findings())["train"]) == 1


def test_class_names_come_from_the_data(tmp_path: Path) -> None:
    xml = voc_xml([("猫", (5, 3, 14, 12), 0), ("Hund ", (5, 3, 14, 12), 0)])
    labeled = read(write_voc(tmp_path, {"a": []}, xml=xml), Findings())
    assert labeled["train"][0].classes == (1, 0)


def test_check_takes_what_assign_gives(tmp_path: Path) -> None:
    file_a_split(tmp_path)
    labeled = find_coco(tmp_path, Findings())
    checked = check(assign(labeled.found, tmp_path, Findings()), labeled.classes, Findings())
    assert [len(own) for own in checked.values()] == [2, 1, 1]


BOX = (40, 30, 60, 50)


def photos_of_one_name(folder: Path, layout: str, at: Sequence[str], listed: Sequence[str]) -> None:
    """Photos called p.png in several folders, each with a box of its own, and what is listed of them."""
    for place in at:
        (folder / "images" / place).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (60, 50)).save(folder / "images" / place / "p.png")
    boxes = {name: BOX if name == "cam2" else (1, 1, 10, 10) for name in listed}
    if layout == "voc":
        for name, box in boxes.items():
            xml = voc_xml([("cat", box, 0)], "<filename>p.png</filename>")
            (folder / "annotations" / name).mkdir(parents=True, exist_ok=True)
            (folder / "annotations" / name / "p.xml").write_text(xml)
        return
    content = coco_content([str(Path(name, "p.png")) for name in listed])
    content["annotations"] = [
        {"image_id": 7 + number, "category_id": 1, "bbox": [x, y, right - x, bottom - y]}
        for number, (x, y, right, bottom) in enumerate(boxes.values())
    ]
    (folder / "all.json").write_text(json.dumps(content))


def read_either(folder: Path, layout: str, findings: Findings) -> list[Annotated]:
    labeled = (
        find_voc(folder, findings, first=0) if layout == "voc" else find_coco(folder, findings)
    )
    return check(assign(labeled.found, folder, findings), labeled.classes, findings)["train"]


@pytest.mark.parametrize("layout", ["coco", "voc"])
@pytest.mark.parametrize("listed", [["cam1", "cam2"], ["cam2", "cam1"], ["cam1", "cam3", "cam2"]])
def test_a_photo_keeps_its_boxes_where_another_of_its_name_is_missing(
    tmp_path: Path, layout: str, listed: list[str]
) -> None:
    photos_of_one_name(tmp_path, layout, ["cam2"], listed)
    findings = Findings()
    (entry,) = read_either(tmp_path, layout, findings)
    assert entry.image == tmp_path / "images/cam2/p.png"
    assert entry.boxes == (BOX,)
    assert findings.counts == {"missing image": len(listed) - 1}
    assert f"there is no {tmp_path / 'images/cam1/p.png'}" in findings.lines[0]


@pytest.mark.parametrize("layout", ["coco", "voc"])
def test_a_photo_that_two_names_may_mean_is_neither_ones(tmp_path: Path, layout: str) -> None:
    photos_of_one_name(tmp_path, layout, [".", "cam4"], ["cam1", "cam4", "cam3"])
    findings = Findings()
    (entry,) = read_either(tmp_path, layout, findings)
    assert entry.image == tmp_path / "images/cam4/p.png"
    photos_of_one_name(tmp_path / "flat", layout, ["."], ["cam1", "cam3"])
    findings = Findings()
    assert read_either(tmp_path / "flat", layout, findings) == []
    assert findings.counts == {"missing image": 2}


@pytest.mark.parametrize("layout", ["coco", "voc"])
@pytest.mark.parametrize(("at", "listed"), [("camera 2", "cam2"), (".", "cam2"), ("cam2", ".")])
def test_a_photo_in_another_folder_is_found_where_it_has_a_name_of_its_own(
    tmp_path: Path, layout: str, at: str, listed: str
) -> None:
    photos_of_one_name(tmp_path, layout, [at], [listed])
    findings = Findings()
    assert len(read_either(tmp_path, layout, findings)) == 1
    assert not findings.counts


def test_a_missing_photo_of_one_coco_file_is_not_one_of_another_file(tmp_path: Path) -> None:
    for split, name in (("train", "cam2/p.png"), ("valid", "cam1/p.png")):
        write_coco(tmp_path / f"{split}.json", coco_content([name, f"{split}.png"]))
        for photo in tmp_path.glob("*/p.png"):
            (tmp_path / "images" / photo.parent.name).mkdir(parents=True, exist_ok=True)
            photo.rename(tmp_path / "images" / photo.parent.name / "p.png")
        (tmp_path / f"{split}.png").rename(tmp_path / "images" / f"{split}.png")
    (tmp_path / "images/cam1/p.png").unlink()
    findings = Findings()
    labeled = find_coco(tmp_path, findings)
    splits = assign(labeled.found, tmp_path, findings)
    names = {split: [record.file_name for record in own] for split, own in splits.items()}
    assert names == {"train": ["cam2/p.png", "train.png"], "valid": ["valid.png"], "test": []}
    assert findings.counts == {"missing image": 1}


def test_an_annotation_that_names_the_photo_of_another_one_does_not_get_it(tmp_path: Path) -> None:
    """Photos were given new names, and the annotations with them, but not what they say."""
    folder = write_voc(tmp_path, dict.fromkeys("bca", CAT))
    for name, other in (("a", "b"), ("b", "a"), ("c", "b")):
        own = voc_xml([("cat", (1, 1, ord(name) - 80, 20), 0)], f"<filename>{other}.jpg</filename>")
        (folder / "Annotations" / f"{name}.xml").write_text(own)
    (folder / "JPEGImages/c.jpg").unlink()
    findings = Findings()
    entries = read(folder, findings)["train"]
    found = {entry.image.stem: entry.boxes[0][2] for entry in entries}
    assert found == {name: ord(name) - 80 for name in "ab"}
    assert findings.counts == {"image of several annotations": 1}


@pytest.mark.parametrize("place", [".", "cam1"])
@pytest.mark.parametrize("names", [("one", "two"), ("a", "a (1)"), ("a", "0")])
def test_a_photo_that_several_annotations_name_is_read_once(
    tmp_path: Path, names: tuple[str, str], place: str
) -> None:
    """The annotation of its own name has it, else the first; the other one is told, not called missing."""
    photo = tmp_path / "JPEGImages" / place / "a.jpg"
    photo.parent.mkdir(parents=True)
    Image.new("RGB", (60, 50)).save(photo)
    xmls = [tmp_path / "Annotations" / place / f"{name}.xml" for name in names]
    xmls[0].parent.mkdir(parents=True)
    for xml in xmls:
        xml.write_text(voc_xml(CAT, "<filename>a.jpg</filename>"))
    kept, other = xmls
    findings = Findings()
    (entry,) = read(tmp_path, findings)["train"]
    assert (entry.record.file, entry.image) == (kept, photo)
    assert findings.lines == [f"{other}: image of several annotations: {photo} is read with {kept}"]
    assert not any("without an annotation" in said for said in findings.assumptions)


def test_of_annotations_that_name_one_photo_a_listed_one_is_read_a_test_list_before_others(
    tmp_path: Path,
) -> None:
    folder = write_voc(tmp_path, {"a": CAT}, lists={"train": "2\n", "test": "3\n"})
    (folder / "Annotations/a.xml").unlink()
    for name in "123":
        xml = folder / "Annotations" / f"{name}.xml"
        xml.write_text(voc_xml(CAT, "<filename>a.jpg</filename>"))
    findings = Findings()
    splits = read(folder, findings)
    assert {split: len(own) for split, own in splits.items()} == {"train": 0, "valid": 0, "test": 1}
    assert splits["test"][0].record.name == "3"
    assert findings.counts == {"image of several annotations": 2}


def test_photos_without_an_annotation_are_counted_where_another_of_the_name_has_one(
    tmp_path: Path,
) -> None:
    photos_of_one_name(tmp_path, "voc", ["cam1", "cam2"], ["cam1"])
    findings = Findings()
    assert len(read_either(tmp_path, "voc", findings)) == 1
    (said,) = findings.assumptions
    assert "1 picture(s) without an annotation (*.xml) are not used" in said
    assert said.endswith(str(tmp_path / "images/cam2/p.png"))
