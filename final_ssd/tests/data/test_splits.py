"""Data sets by name: what a training run sees of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from coco_folder import DOG, GOOD, coco_content, write_coco
from PIL import Image
from voc_folder import write_voc

from final_ssd.data.annotations import AnnotationError, Findings
from final_ssd.data.splits import DataSettings, class_names, load

CAT = [("cat", (5, 3, 24, 32), 0)]


def coco_splits(folder: Path) -> Path:
    for number, split in enumerate(("train", "valid", "test")):
        content = coco_content([f"{split}.png"], first_id=number)
        write_coco(folder / f"{split}.json", content, folder / "images")
    return folder


def test_a_coco_folder_trains_and_gray_images_are_counted(tmp_path: Path) -> None:
    coco_splits(tmp_path)
    Image.new("L", (60, 50), 100).save(tmp_path / "images/train.png")
    findings = Findings()
    splits = load(DataSettings("coco", 32, tmp_path, augment="none"), findings)
    image, target = splits.train[0]
    assert image.shape == (3, 32, 32)
    torch.testing.assert_close(
        target["boxes"][0], torch.tensor(GOOD) * torch.tensor([32 / 60, 32 / 50]).repeat(2)
    )
    assert splits.classes == ("cat", "dog")
    assert splits.category_ids == (1, 3)
    assert findings.counts == {"image that is not RGB, converted": 1}
    with pytest.raises(AnnotationError, match="needs --folder"):
        load(DataSettings("voc", 32), Findings())


def test_16_bit_gray_is_scaled_by_its_depth(tmp_path: Path) -> None:
    coco_splits(tmp_path)
    Image.new("I;16", (60, 50), 1000).save(tmp_path / "images/train.png")
    image, _ = load(DataSettings("coco", 32, tmp_path, augment="none"), Findings()).train[0]
    assert image.unique().tolist() == [4]  # 1000 / 65535 · 255


def test_classes_can_be_chosen_and_keep_their_ids(tmp_path: Path) -> None:
    findings = Findings()
    splits = load(DataSettings("coco", 32, coco_splits(tmp_path), ("dog",)), findings)
    assert (splits.classes, splits.category_ids) == (("dog",), (DOG,))
    assert "3 objects of other classes than --classes are left out" in findings.assumptions[0]
    assert not findings.counts
    with pytest.raises(AnnotationError, match=r"--classes names 'cow', but .* has cat, dog"):
        load(DataSettings("coco", 32, tmp_path, ("dog", "cow")), Findings())


@pytest.mark.parametrize("spelling", ["caf\u00e9", "cafe\u0301"])
def test_classes_are_chosen_and_known_however_their_letters_are_spelled(
    tmp_path: Path, spelling: str
) -> None:
    drawn = [("cafe\u0301", (5, 3, 24, 32), 0), *CAT]
    folder = write_voc(tmp_path, dict.fromkeys("abc", drawn))
    settings = DataSettings("voc", 32, folder, (spelling,))
    assert load(settings, Findings()).classes == class_names(settings) == ("caf\u00e9",)
    known = load(DataSettings("voc", 32, folder, known=("cat", spelling)), Findings())
    assert known.test[0][1]["classes"].tolist() == [1, 0]


def test_edges_count_as_those_that_a_detector_was_trained_with(tmp_path: Path) -> None:
    """A folder of a few test photos does not tell: none of their edges is 0."""
    write_voc(tmp_path / "all", {"a": [("cat", (0, 5, 30, 30), 0)], "b": CAT, "c": CAT}, lists={})
    trained = load(DataSettings("voc", 32, tmp_path / "all"), Findings())
    assert trained.first_pixel == 0
    lists = {"test": "a\n"}
    folder = write_voc(tmp_path / "few", {"a": [("cat", (5, 5, 30, 30), 0)]}, lists=lists)
    alone = DataSettings("voc", 32, folder, known=("cat",))
    for first, corner in ((trained.first_pixel, 5), (None, 4)):
        findings = Findings()
        splits = load(replace(alone, first_pixel=first), findings)
        assert splits.entries["test"][0].boxes == ((corner, corner, 30, 30),)
        assert f"few: edges count from {5 - corner}, as " in findings.assumptions[0]


@pytest.mark.parametrize(("first", "edge"), [(0, 0), (1, 0), (1, 1)])
def test_an_edge_at_0_is_told_where_those_of_the_run_counted_from_1(
    tmp_path: Path, first: int, edge: int
) -> None:
    own = [("cat", (5, edge, 30, 30), 0)]
    folder = write_voc(tmp_path, {"a": own}, lists={"test": "a\n"})
    findings = Findings()
    load(DataSettings("voc", 32, folder, known=("cat",), first_pixel=first), findings)
    but = ", although some are 0 here" if first > edge else ""
    said = f"{folder}: edges count from {first}, as those of the run did{but}"
    assert findings.assumptions == [said]


def test_without_lists_the_images_are_cut(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, dict.fromkeys("abcdef", CAT), lists={})
    splits = load(DataSettings("voc", 32, folder), Findings())
    assert [len(splits.train), len(splits.valid), len(splits.test)] == [4, 1, 1]  # type: ignore[arg-type]
    assert splits.classes == class_names(DataSettings("voc", 32, folder)) == ("cat",)


@pytest.mark.parametrize("seed", range(6))
def test_each_split_gets_an_object_that_counts(tmp_path: Path, seed: int) -> None:
    """Three photos of eight have one, the others a crowd alone."""
    own = [
        {"image_id": 7 + number, "category_id": 1, "bbox": [5, 5, 20, 20], "iscrowd": number >= 3}
        for number in range(8)
    ]
    content = coco_content([f"{number}.png" for number in range(8)], annotations=own)
    write_coco(tmp_path / "all.json", content)
    splits = load(DataSettings("coco", 32, tmp_path, seed=seed), Findings())
    for entries in splits.entries.values():
        assert any(not all(entry.ignored) for entry in entries)
    assert sum(map(len, splits.entries.values())) == 8
    content["annotations"] = own[1:]
    write_coco(tmp_path / "all.json", content)
    with pytest.raises(
        AnnotationError, match=r"has 2 .* \(5 have crowds or difficult ones alone\)"
    ):
        load(DataSettings("coco", 32, tmp_path, seed=seed), Findings())


def test_where_every_box_is_dropped_it_ends_before_training(tmp_path: Path) -> None:
    objects = {"a": [("cat", (20, 20, 19, 40), 0)], "b": CAT, "c": CAT}
    folder = write_voc(tmp_path, objects, lists={"train": "a\n", "val": "b\n", "test": "c\n"})
    with pytest.raises(AnnotationError, match=r"no box is left in the 1 training .*without area"):
        load(DataSettings("voc", 32, folder), Findings())
    hard = {"a": [("cat", (5, 3, 24, 32), 1)], "b": CAT, "c": CAT}
    folder = write_voc(tmp_path / "x", hard, lists={"train": "a\n", "val": "b\n", "test": "c\n"})
    message = (
        r"all boxes of the 1 training image\(s\) are crowds or difficult, which count neither way"
    )
    with pytest.raises(AnnotationError, match=message):
        load(DataSettings("voc", 32, folder), Findings())


def test_boxes_below_a_pixel_of_the_network_are_counted_and_stay_in_the_test(
    tmp_path: Path,
) -> None:
    own = [*CAT, ("cat", (30, 30, 31, 40), 0)]
    lists = {"train": "a\n", "val": "b\n", "test": "c\n"}
    folder = write_voc(tmp_path, dict.fromkeys("abc", own), lists=lists)
    findings = Findings()
    splits = load(DataSettings("voc", 16, folder, augment="none"), findings)
    assert [len(images[0][1]["boxes"]) for images in (splits.train, splits.test)] == [1, 2]
    assert findings.counts == {"box below a pixel at --image-size 16, not trained on": 1}


def test_validation_images_are_trained_on_where_that_is_asked_for(tmp_path: Path) -> None:
    lists = {"train": "a\n", "val": "b\n", "test": "c\n"}
    folder = write_voc(tmp_path, dict.fromkeys("abc", CAT), lists=lists)
    splits = load(DataSettings("voc", 32, folder, train_on_valid=True), Findings())
    names = {split: [entry.record.name for entry in own] for split, own in splits.entries.items()}
    assert names == {"train": ["a", "b"], "valid": [], "test": ["c"]}
    assert [len(splits.train), len(splits.valid)] == [2, 0]  # type: ignore[arg-type]


def test_a_detector_is_given_its_own_classes_and_no_others(tmp_path: Path) -> None:
    folder = write_voc(tmp_path, dict.fromkeys("abc", CAT), lists={})
    splits = load(DataSettings("voc", 32, folder, known=("dog", "cat")), Findings())
    assert splits.test[0][1]["classes"].tolist() == [1]
    with pytest.raises(AnnotationError, match=r"the detector knows dog; .* has cat"):
        load(DataSettings("voc", 32, folder, known=("dog",)), Findings())


def test_a_folder_of_test_images_alone_is_evaluated_on_and_not_trained_on(tmp_path: Path) -> None:
    write_coco(tmp_path / "test.json", coco_content([f"{number}.png" for number in range(5)]))
    splits = load(DataSettings("coco", 32, tmp_path, known=("cat", "dog")), Findings())
    assert {split: len(own) for split, own in splits.entries.items()} == {
        "train": 0, "valid": 0, "test": 5,
    }  # fmt: skip
    with pytest.raises(AnnotationError, match="has 0 training image"):
        load(DataSettings("coco", 32, tmp_path), Findings())
    (tmp_path / "test.json").write_text(json.dumps(coco_content(["0.png"], annotations=[])))
    with pytest.raises(AnnotationError, match=r"no box is left in the 1 test image"):
        load(DataSettings("coco", 32, tmp_path, known=("cat", "dog")), Findings())
