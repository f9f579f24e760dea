"""People's own folders: which files are for training, validation and test, however they are laid out.

What a folder lacks, validation or test images, is cut from its training images: by a seed, and said.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from final_ssd.data.annotations import (
    Annotated,
    AnnotationError,
    Findings,
    Record,
    Split,
    can_be_shown,
)
from final_ssd.data.coco import (
    CocoFile,
    Id,
    NotCocoError,
    find_images,
    image_folder,
    read_coco,
    records,
)
from final_ssd.data.named_files import SPLITS, files_below, pictures, split_of
from final_ssd.data.voc import VOC_CLASSES, first_pixel, from_zero, read_voc

HELD_OUT = 0.15
"""Share of the images that validation and test get each, where there are no lists for them."""
NAMES: dict[Split, str] = {"train": "training", "valid": "validation", "test": "test"}


@dataclass(frozen=True)
class Labeled:
    """The images of a folder, unchecked.

    Attributes:
        found: images by split; `""` are those that no list and no folder names.
        classes: names, in their order.
        category_ids: what the data set calls them.
        first_pixel: in VOC's layout, the number of an image's first pixel.
    """

    found: Mapping[str, Sequence[Record]]
    classes: tuple[str, ...]
    category_ids: tuple[Id, ...]
    first_pixel: int | None = None


def find_voc(folder: Path, findings: Findings, first: int | None = None) -> Labeled:
    """Find the images of a folder in Pascal VOC's layout, or of a devkit with VOC2007 and VOC2012.

    Args:
        folder: see `read_voc`, such as VOC2007; or it holds VOC2007 …, or VOCdevkit with these.
        findings: gets what is wrong.
        first: the number of an image's first pixel; what the edges tell where it is None.

    Raises:
        AnnotationError: see `read_voc`.
    """
    kit = folder / "VOCdevkit" if (folder / "VOCdevkit").is_dir() else folder
    years = sorted(path for path in kit.glob("VOC[0-9]*") if path.is_dir())
    found: dict[str, list[Record]] = {}
    for room in years or [folder]:
        own = read_voc(room, findings)
        # A devkit's trainval is its train and val: one trains on both, and cuts off validation.
        devkit = bool(years and own.get("trainval"))
        if not devkit and "train" in own and "trainval" in own:
            own = _without_trainval(own, room, findings)
        for name, read in own.items():
            if not (devkit and name in ("train", "val")):
                found.setdefault(SPLITS.get(name, ""), []).extend(read)
    every = [record for read in found.values() for record in read]
    labels = {drawn.label for record in every for drawn in record.objects}
    if first is None:
        vocs_own = bool(years) or any(
            re.fullmatch(r"VOC\d+", place.name) for place in (folder.absolute(), folder.resolve())
        )
        first, why = first_pixel(every, devkit=vocs_own and labels <= set(VOC_CLASSES))
        if why:
            findings.assume(f"{folder}: edges count from {first}, {why}")
    found = {split: [from_zero(record, first) for record in own] for split, own in found.items()}
    classes = tuple(sorted(label for label in labels if can_be_shown(label)))
    return Labeled(found, classes, tuple(range(1, len(classes) + 1)), first)


def _without_trainval(
    lists: Mapping[str, list[Record]], folder: Path, findings: Findings
) -> dict[str, list[Record]]:
    """Return the lists without trainval, whose images are those of train and of val.

    Those of trainval that train does not name are validation images where no list names others.
    """
    kept = {name: read for name, read in lists.items() if name != "trainval"}
    named = {record.image for name, read in kept.items() if name for record in read}
    rest = [record for record in lists["trainval"] if record.image not in named]
    if rest and not any(SPLITS.get(name) == "valid" for name in kept):
        kept["val"] = rest
    elif rest:
        findings.assume(
            f"{folder}: {len(rest)} image(s) of trainval are in neither train nor val: not used"
        )
    return kept


def find_coco(folder: Path, findings: Findings) -> Labeled:
    """Find the images of a folder in COCO's layout, or in that of a tool that exports COCO's JSON.

    - COCO's own: annotations/instances_train2017.json, train2017/, and so on.
    - a folder a split: train/_annotations.coco.json beside its images; valid/, test/.
    - a file a split: train.json, valid.json, test.json, and images/.
    - one file: annotations.json, with its images beside it or in images/.

    Raises:
        AnnotationError: there is no such file, or two for one split, or they contradict one another.
    """
    files = _coco_files(folder, findings)
    found: dict[str, list[Record]] = {}
    names: dict[Id, str] = {}
    for coco in files.values():
        for key, name in coco.categories.items():
            if names.setdefault(key, name) != name:
                raise AnnotationError(
                    f"category {key} is {names[key]!r} in one file of {folder} and {name!r} in "
                    f"{coco.path}: give them the same categories"
                )
    places = {
        split: image_folder(coco, _image_folders(folder, coco.path, split))
        for split, coco in files.items()
    }
    images = find_images([(coco, places[split]) for split, coco in files.items()])
    for split, coco in files.items():
        found[split] = records(coco, places[split], images, findings)
    if alone := _unlisted(folder, {image for own in images.values() for image in own}):
        findings.assume(
            f"{folder}: {len(alone)} picture(s) that no annotation file lists are not used, the "
            f"first {alone[0]}"
        )
    if len(set(names.values())) < len(names):
        raise AnnotationError(f"the files of {folder} give one category several ids: mend them")
    drawn = {one.label for own in found.values() for record in own for one in record.objects}
    if unused := [name for name in names.values() if name not in drawn]:
        findings.assume(
            f"{folder}: no image has a box of {', '.join(unused)}; --classes leaves categories out"
        )
    ordered = sorted(names, key=lambda key: (isinstance(key, str), key))
    return Labeled(found, tuple(names[key] for key in ordered), tuple(ordered))


def _unlisted(folder: Path, listed: Set[Path]) -> list[Path]:
    """Return the pictures below a folder that are not `listed`, nor are by a link."""
    alone = [photo for photo in pictures(folder) if photo not in listed]
    known = {photo.resolve() for photo in listed} if alone else set()
    return [photo for photo in alone if photo.resolve() not in known]


def _coco_files(folder: Path, findings: Findings) -> dict[str, CocoFile]:
    if not folder.is_dir():
        raise AnnotationError(f"there is no folder {folder}")
    files = [
        file for file in files_below(folder, ".json") if len(file.relative_to(folder).parts) < 4
    ]
    # COCO's own folder has captions, keypoints and lists without boxes, too.
    instances = [file for file in files if file.stem.startswith("instances_")]
    places = {file.parent for file in instances}
    files = [file for file in files if file in instances or file.parent not in places]
    read: dict[str, CocoFile] = {}
    for file in files:
        try:
            coco = read_coco(file)
        except NotCocoError:
            findings.assume(f"{file} is no annotation file in COCO's layout: passed over")
            continue
        split = _split_of_json(file.relative_to(folder))
        if split in read:
            what = f"the {split} images" if split else "all images"
            raise AnnotationError(f"{read[split].path} and {file} both list {what}: leave one")
        read[split] = coco
    if not read:
        raise AnnotationError(
            f"{folder} holds no annotation file in COCO's layout, such as "
            f"{folder / 'annotations.json'} or {folder / 'train' / '_annotations.coco.json'}"
        )
    return read


def _split_of_json(place: Path) -> str:
    words = re.split(r"[^a-z]+", place.stem.lower())
    named = next((SPLITS[word] for word in words if word in SPLITS), None)
    return named or split_of(place) or ""


def _image_folders(folder: Path, file: Path, split: str) -> list[Path]:
    """List where the images of an annotation file may be, likely places first."""
    below = [
        path
        for parent in (folder, folder / "images")
        if parent.is_dir()
        for path in sorted(parent.iterdir())
        if path.is_dir()
    ]
    below.sort(key=lambda path: _split_of_json(path) != split)
    return [file.parent, file.parent / "images", folder / "images", *below, folder]


def assign(
    found: Mapping[str, Sequence[Record]], folder: Path, findings: Findings
) -> dict[Split, list[Record]]:
    """Give each image to one split: a test image that was trained on would prove nothing.

    Args:
        found: images by split; `""` are those that no list names.
        folder: of the data, for messages.
        findings: gets what was decided.
    """
    splits: dict[Split, list[Record]] = {split: list(found.get(split, ())) for split in NAMES}
    rest = list(found.get("", ()))
    if rest and not splits["train"]:
        splits["train"] = rest
        if splits["valid"] or splits["test"]:
            findings.assume(
                f"{folder} has no list of training images: {len(rest)} that no list names are taken"
            )
    elif rest:
        findings.assume(f"{folder}: {len(rest)} image(s) that no list names are not used")
    seen: dict[Path, str] = {}
    for split in reversed(NAMES):
        for record in list(splits[split]):
            if record.image in seen:
                where = f"{NAMES[split]}, kept for {seen[record.image]}"
                findings.report(record.image, "image that is listed twice", where)
                splits[split].remove(record)
            else:
                seen[record.image] = NAMES[split]
    return splits


def cut_missing(
    splits: dict[Split, list[Annotated]], seed: int, folder: Path, findings: Findings
) -> None:
    """Cut validation and test images from those for training where there are none.

    Args:
        splits: is changed.
        seed: another seed cuts other images.
        folder: of the data, for messages.
        findings: gets what was decided.

    Raises:
        AnnotationError: too few images with boxes to cut from.
    """
    missing = [split for split in NAMES if split != "train" and not splits[split]]
    if not missing:
        return
    names = " or ".join(NAMES[split] for split in missing)
    whole = sorted(splits["train"], key=lambda one: (str(one.record.name), str(one.image)))
    random.Random(seed).shuffle(whole)
    # Each part gets its share of the images without boxes, or with crowds and difficult objects alone.
    groups = (
        [one for one in whole if not all(one.ignored)],
        [one for one in whole if all(one.ignored)],
    )
    if len(groups[0]) <= len(missing):
        ignored = sum(bool(one.boxes) for one in groups[1])
        others = f" ({ignored} have crowds or difficult ones alone)" if ignored else ""
        raise AnnotationError(
            f"{folder} has {len(groups[0])} training image(s) with boxes that can be used{others} and no "
            f"list of {names} images: give at least {len(missing) + 1}; findings: "
            f"{findings.summary() or 'none listed'}"
            f"{', the first: ' + findings.lines[0] if findings.lines else ''}"
        )
    counts = max(1, round(HELD_OUT * len(groups[0]))), round(HELD_OUT * len(groups[1]))
    for split in missing:
        for group, count in zip(groups, counts, strict=True):
            splits[split] += group[:count]
            del group[:count]
    splits["train"] = groups[0] + groups[1]
    findings.assume(
        f"{folder} has no list of {names} images: {sum(counts)} each are cut from {len(whole)}, "
        f"with seed {seed}"
    )
