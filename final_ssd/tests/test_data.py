"""Scenes, files, augmentation: exact boxes, findings that name their file, hostile input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from final_ssd.annotations import AnnotationError, Findings
from final_ssd.augmentation import Augmentation, mosaic
from final_ssd.coco_files import read_coco
from final_ssd.data import DataSettings, load
from final_ssd.samples import collate, make_truth
from final_ssd.scenes import SceneError, Scenes, SceneSettings
from final_ssd.voc import BCCD_CLASSES, read_objects, read_voc
from shared.data.testing import requires_data

# -- composed scenes -------------------------------------------------------------------------


def test_the_same_seed_composes_the_same_scene() -> None:
    look = SceneSettings(size=64, largest=32)
    first, again = Scenes(10, "train", look, seed=3), Scenes(10, "train", look, seed=3)
    assert torch.equal(first[7][0], again[7][0])
    assert torch.equal(first[7][1]["boxes"], again[7][1]["boxes"])
    assert not torch.equal(first[7][0], first[6][0])
    assert not torch.equal(first[7][0], Scenes(10, "train", look, seed=4)[7][0])
    again.start(1)
    assert not torch.equal(first[7][0], again[7][0]), "a new epoch has new scenes"


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0, 0.5))
def test_boxes_lie_inside_have_their_size_and_cover_each_other_no_more_than_allowed(
    index: int, occlusion: float
) -> None:
    look = SceneSettings(size=96, smallest=8, largest=24, occlusion=occlusion)
    image, truth = Scenes(1, "valid", look)[index]
    boxes = truth["boxes"]
    assert image.shape == (3, 96, 96)
    assert (boxes >= 0).all()
    assert (boxes <= 96).all()
    sides = (boxes[:, 2:] - boxes[:, :2]).max(dim=1).values
    assert ((sides >= 8) & (sides <= 24)).all()
    for one in range(len(boxes)):
        for other in range(one):
            corner = torch.maximum(boxes[one, :2], boxes[other, :2])
            shared = (torch.minimum(boxes[one, 2:], boxes[other, 2:]) - corner).clamp(min=0).prod()
            areas = (boxes[[one, other], 2:] - boxes[[one, other], :2]).prod(dim=1)
            assert shared <= occlusion * areas.min() + 1e-3


def test_the_box_is_where_the_ink_is() -> None:
    """The same scene with and without its objects differs inside the boxes and nowhere else."""
    look = SceneSettings(size=96, fewest=3, most=3)
    scenes = Scenes(20, "train", look)
    for number in range(20):
        image, truth = scenes[number]
        key = (0, 0, 0, number)
        from final_ssd.scenes import background

        plain = background(np.random.default_rng(key), 96).clip(0, 255).astype(np.uint8)
        changed = torch.from_numpy((plain != image.movedim(0, -1).numpy()).any(axis=-1))
        inside = torch.zeros(96, 96, dtype=torch.bool)
        for x1, y1, x2, y2 in truth["boxes"].int().tolist():
            inside[y1:y2, x1:x2] = True
            edges = changed[y1:y2, x1:x2]
            assert edges[0].any() and edges[-1].any() and edges[:, 0].any() and edges[:, -1].any()  # noqa: PT018
        assert not (changed & ~inside).any()


def test_impossible_scenes_are_refused() -> None:
    with pytest.raises(SceneError, match="smallest ≤ largest"):
        Scenes(1, "train", SceneSettings(size=32, largest=64))


def test_batches_are_ragged() -> None:
    scenes = Scenes(4, "train", SceneSettings(size=64, largest=32))
    images, truths = collate([scenes[number] for number in range(4)])
    assert images.shape == (4, 3, 64, 64)
    assert [len(t["boxes"]) for t in truths] == [len(scenes[n][1]["boxes"]) for n in range(4)]


# -- files -----------------------------------------------------------------------------------

GOOD = (10.0, 12.0, 40.0, 30.0)


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
    assert [entry.boxes for entry in entries] == [(GOOD,), (), ((29, 29, 60, 45),)]
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


def write_coco(folder: Path, **changes: Any) -> Path:
    Image.new("RGB", (60, 50)).save(folder / "one.png")
    content = {
        "images": [{"id": 7, "file_name": "one.png"}],
        "categories": [{"id": 3, "name": "dog"}, {"id": 1, "name": "cat"}],
        "annotations": [
            {"image_id": 7, "category_id": 3, "bbox": [10, 12, 30, 18], "iscrowd": 0},
            {"image_id": 7, "category_id": 1, "bbox": [0, 0, 5, 5], "iscrowd": 1},
        ],
        **changes,
    }
    (folder / "train.json").write_text(json.dumps(content))
    return folder / "train.json"


def test_coco_files_are_read(tmp_path: Path) -> None:
    (entry,), classes = read_coco(write_coco(tmp_path), tmp_path, Findings())
    assert classes == ("cat", "dog")
    assert entry.boxes == (GOOD, (0, 0, 5, 5))
    assert entry.classes == (1, 0)
    assert entry.ignored == (False, True)


@pytest.mark.parametrize(
    "box",
    [
        [float("nan"), 0, 5, 5],
        [0, 0, float("inf"), 5],
        [1, 2, 3],
        "12",
        [0, 0, None, 1],
        [0, 0, 10**400, 1],
    ],
)
def test_coco_boxes_that_are_none_are_findings(tmp_path: Path, box: Any) -> None:
    file = write_coco(tmp_path, annotations=[{"image_id": 7, "category_id": 1, "bbox": box}])
    findings = Findings()
    (entry,), _ = read_coco(file, tmp_path, findings)
    assert entry.boxes == ()
    assert findings.counts == {"box that is not four finite numbers": 1}


def test_coco_files_that_are_none_are_refused(tmp_path: Path) -> None:
    for name in ("../secret.png", "/etc/passwd"):
        file = write_coco(tmp_path, images=[{"id": 7, "file_name": name}])
        with pytest.raises(AnnotationError, match="lies outside"):
            read_coco(file, tmp_path, Findings())
    for text in ("[1, 2]", "{", '{"images": 3}', "[" * 100_000):
        file.write_text(text)
        with pytest.raises(AnnotationError, match=r"train\.json"):
            read_coco(file, tmp_path, Findings())
    findings = Findings()
    read_coco(
        write_coco(tmp_path, annotations=[{"image_id": 9, "category_id": 1, "bbox": [0, 0, 1, 1]}]),
        tmp_path, findings,
    )  # fmt: skip
    assert findings.counts == {"annotation of an image that is not listed": 1}


def test_a_coco_folder_trains_and_grey_images_are_counted(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("L", (60, 50), 100).save(tmp_path / "images/one.png")
    for split in ("valid", "test", "train"):
        write_coco(tmp_path).rename(tmp_path / f"{split}.json")
    settings = DataSettings("coco", 32, tmp_path, augment="none")
    splits, findings = load(settings)
    image, truth = splits.train[0]
    assert image.shape == (3, 32, 32)
    torch.testing.assert_close(
        truth["boxes"][0], torch.tensor(GOOD) * torch.tensor([32 / 60, 32 / 50]).repeat(2)
    )
    assert findings.counts == {"image that is not RGB, converted": 1}
    with pytest.raises(AnnotationError, match="needs --folder"):
        load(DataSettings("voc", 32))


def test_bccd_is_whole_but_for_two_boxes() -> None:
    folder = requires_data("bccd")
    findings = Findings()
    found = {
        split: read_voc(folder, split, BCCD_CLASSES, findings, first_pixel=0)
        for split in ("train", "val", "test")
    }
    assert {split: len(entries) for split, entries in found.items()} == {
        "train": 205, "val": 87, "test": 72,
    }  # fmt: skip
    assert findings.counts["box without area"] == 2
    assert (
        sum("BloodImage_00338" in line or "BloodImage_00343" in line for line in findings.lines)
        == 2
    )
    labels = np.concatenate([entry.classes for entries in found.values() for entry in entries])
    assert np.bincount(labels.astype(int)).sum() == 372 + 4155 + 361 - 2


# -- augmentation ----------------------------------------------------------------------------


def painted() -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """A white square on black, and its box."""
    image = torch.zeros(3, 80, 80, dtype=torch.uint8)
    image[:, 20:50, 30:60] = 255
    return image, make_truth(torch.tensor([[30.0, 20, 60, 50]]), torch.tensor([1]))


@pytest.mark.parametrize("kind", ["none", "light"])
def test_boxes_move_with_the_pixels(kind: Any) -> None:
    torch.manual_seed(0)
    change = Augmentation(kind, 80, upside_down=True)
    for _ in range(10):
        image, truth = change(*painted())
        x1, y1, x2, y2 = truth["boxes"][0].int().tolist()
        bright = image.float().mean(dim=0)
        inside = bright[y1:y2, x1:x2].mean()
        assert inside > 110  # contrast may halve it
        bright[y1:y2, x1:x2] = 0
        assert bright.max() < 100


def test_full_augmentation_keeps_boxes_with_area_and_their_classes() -> None:
    torch.manual_seed(0)
    change = Augmentation("full", 64)
    scenes = Scenes(1, "train", SceneSettings(size=96))
    for number in range(25):
        image, truth = change(*scenes[number])
        sides = truth["boxes"][:, 2:] - truth["boxes"][:, :2]
        assert image.shape == (3, 64, 64)
        assert image.dtype == torch.uint8
        assert (sides > 0).all()
        assert len(truth["boxes"]) == len(truth["classes"]) == len(truth["ignored"])
        assert (truth["boxes"] >= 0).all()
        assert (truth["boxes"] <= 64).all()


def test_a_mosaic_holds_four_images_at_half_size() -> None:
    image, truth = mosaic([painted()] * 4)
    assert truth["boxes"].tolist() == [
        [15, 10, 30, 25], [55, 10, 70, 25], [15, 50, 30, 65], [55, 50, 70, 65],
    ]  # fmt: skip
    assert image[0, 12:23, 57:68].float().mean() > 250
