"""Data sets by name, as splits that a training run sees."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.data.annotations import (
    Annotated,
    AnnotationError,
    Findings,
    Record,
    Split,
    check,
)
from final_ssd.data.augmentation import Kind, Mosaic
from final_ssd.data.coco import Id
from final_ssd.data.layouts import NAMES, Labeled, assign, cut_missing, find_coco, find_voc
from final_ssd.data.photos import AnnotatedImages, decodable
from final_ssd.data.samples import Target
from final_ssd.data.scenes import Scenes, SceneSettings, Source
from final_ssd.data.voc import BCCD_CLASSES, download_voc
from shared.data import fetch

DataName = Literal["scenes", "sample", "cifar10-scenes", "fashion-scenes", "bccd", "voc", "coco"]
FILES = ("bccd", "voc", "coco")
SCENES = 1600  # in an epoch
HELD_OUT = 500  # scenes of the test; half as many for validation


@dataclass(frozen=True)
class Splits:
    """What a training run sees.

    Attributes:
        train: augmented or new in each epoch.
        valid: to choose by; none where they were trained on.
        test: for the end.
        classes: names.
        category_ids: what the data set calls the classes.
        entries: of images from files, by split.
        first_pixel: of voc, see `find_voc`.
    """

    train: Dataset[tuple[Tensor, Target]]
    valid: Dataset[tuple[Tensor, Target]]
    test: Dataset[tuple[Tensor, Target]]
    classes: tuple[str, ...]
    category_ids: tuple[Id, ...]
    entries: Mapping[Split, Sequence[Annotated]] = field(default_factory=dict)
    first_pixel: int | None = None


@dataclass(frozen=True)
class DataSettings:
    """Which data, and how they are given.

    Attributes:
        name: see `load`.
        image_size: pixels a side of what the network sees.
        folder: of voc and coco.
        classes: which of voc's and coco's, in this order; empty for all.
        known: what a trained detector knows; the data must have no other classes, and may be test
            images alone.
        seed: of composed scenes, and of what is cut from a folder without lists.
        scenes: how many in an epoch.
        augment: see augmentation.py; scenes are new in each epoch and need none.
        mosaic: four images in one, half of the time.
        train_on_valid: validation images are training images, too, and none are held out.
        download: let torchvision fetch Pascal VOC into the folder.
        smallest, largest: longer sides of composed objects, in pixels.
        first_pixel: of voc, see `find_voc`: that of the data that a detector was trained on.
    """

    name: DataName
    image_size: int
    folder: Path | None = None
    classes: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    seed: int = 0
    scenes: int = SCENES
    augment: Kind = "full"
    mosaic: bool = False
    train_on_valid: bool = False
    download: bool = False
    smallest: int = 12
    largest: int = 48
    first_pixel: int | None = None


def load(settings: DataSettings, findings: Findings) -> Splits:
    """Load the splits of a data set.

    - scenes: composed of scikit-learn's digits; sample is the same, for tests and smoke runs.
    - cifar10-scenes, fashion-scenes: composed of those.
    - bccd: 364 photos of blood cells, fetched.
    - voc: one's own folder in Pascal VOC's layout; or VOC2007 and VOC2012: trainval of both, test of
      2007, and validation images cut from trainval.
    - coco: one's own folder in COCO's layout, see `find_coco`.

    Args:
        settings: which data.
        findings: gets what is wrong with annotations, and what was assumed.

    Raises:
        AnnotationError: files that are not as they should be.
        DataUnavailableError: a data set could not be fetched.
        SceneError: impossible scenes.
    """
    settings = _composed(settings)
    if settings.name in FILES:
        splits = _from_files(settings, findings)
    else:
        splits = _scenes(settings)
        if settings.known:
            _refuse_unknown(splits.classes, settings)
    return replace(splits, train=Mosaic(splits.train)) if settings.mosaic else splits


def _scenes(settings: DataSettings) -> Splits:
    sources: dict[str, Source] = {"cifar10-scenes": "cifar10", "fashion-scenes": "fashion-mnist"}
    scenes = SceneSettings(
        size=settings.image_size,
        smallest=min(settings.smallest, settings.image_size // 2),
        largest=min(settings.largest, settings.image_size // 2),
        source=sources.get(settings.name, "digits"),
    )
    held_out = min(HELD_OUT, settings.scenes)
    train = Scenes(settings.scenes, "train", scenes, settings.seed)
    return Splits(
        train,
        Scenes(held_out // 2, "valid", scenes),
        Scenes(held_out, "test", scenes),
        train.classes,
        tuple(range(1, len(train.classes) + 1)),
    )


def class_names(settings: DataSettings) -> tuple[str, ...]:
    """Return the classes of a data set, without reading an image.

    Raises:
        AnnotationError: see `load`.
    """
    if settings.name in FILES:
        return _labeled(_composed(settings), Findings())[0].classes
    return _scenes(settings).classes


def _composed(settings: DataSettings) -> DataSettings:
    """Return the settings with names of classes in NFC, as annotations are read."""

    def composed(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(unicodedata.normalize("NFC", name) for name in names))

    return replace(settings, classes=composed(settings.classes), known=composed(settings.known))


def _labeled(settings: DataSettings, findings: Findings) -> tuple[Labeled, Path]:
    """Return the images of a data set from files, unchecked, and its folder."""
    if settings.name == "bccd":
        folder = fetch("bccd")
        labeled = find_voc(folder, findings, first=0)
        return Labeled(labeled.found, BCCD_CLASSES, tuple(range(1, 4))), folder
    if settings.folder is None:
        raise AnnotationError(f"--data {settings.name} needs --folder, where the data set is")
    if settings.download:
        download_voc(settings.folder)
    if settings.name == "coco":
        labeled = find_coco(settings.folder, findings)
    else:
        first = settings.first_pixel
        labeled = find_voc(settings.folder, findings, first)
        if first is not None:
            but = ", although some are 0 here" if _begins_before(labeled) else ""
            findings.assume(
                f"{settings.folder}: edges count from {first}, as those of the run did{but}"
            )
    if settings.classes:
        labeled = _chosen(labeled, settings.classes, settings.folder, findings)
    return labeled, settings.folder


def _begins_before(labeled: Labeled) -> bool:
    """Tell whether boxes begin up to a pixel before the image: they were 0, and taken to count from 1."""
    return any(
        -1 <= edge < 0
        for own in labeled.found.values()
        for record in own
        for drawn in record.objects
        for edge in drawn.box[:2]
    )


def _from_files(settings: DataSettings, findings: Findings) -> Splits:
    labeled, folder = _labeled(settings, findings)
    if settings.known:
        _refuse_unknown(labeled.classes, settings)
        labeled = replace(labeled, classes=settings.known, category_ids=())
    entries = check(assign(labeled.found, folder, findings), labeled.classes, findings)
    entries = {split: decodable(own, findings) for split, own in entries.items()}
    size, upside_down = settings.image_size, settings.name == "bccd"
    if settings.known and not entries["train"]:  # to be evaluated on, not trained on
        held_out: dict[Split, list[Annotated]] = {
            split: own for split, own in entries.items() if own
        }
        _refuse_empty(held_out or {"test": []}, folder, findings)
    else:
        cut_missing(entries, settings.seed, folder, findings)
        entries["train"] = [_large_enough(entry, size, findings) for entry in entries["train"]]
        _refuse_empty(entries, folder, findings)
    if settings.train_on_valid:
        entries["train"] += [_large_enough(entry, size, findings) for entry in entries["valid"]]
        entries["valid"] = []
    return Splits(
        AnnotatedImages(entries["train"], size, augment=settings.augment, upside_down=upside_down),
        AnnotatedImages(entries["valid"], size),
        AnnotatedImages(entries["test"], size),
        labeled.classes,
        labeled.category_ids,
        entries,
        labeled.first_pixel,
    )


def _refuse_unknown(classes: Sequence[str], settings: DataSettings) -> None:
    """Make sure that a detector knows all classes of the data.

    Raises:
        AnnotationError: it does not.
    """
    if not set(classes) <= set(settings.known):
        raise AnnotationError(
            f"the detector knows {', '.join(settings.known)}; {settings.folder or settings.name} "
            f"has {', '.join(classes)}: evaluate it on data of the classes it was trained on"
        )


def _chosen(labeled: Labeled, classes: Sequence[str], folder: Path, findings: Findings) -> Labeled:
    """Return the same images with the objects of some classes alone.

    Raises:
        AnnotationError: there is no such class.
    """
    for name in classes:
        if name not in labeled.classes:
            raise AnnotationError(
                f"--classes names {name!r}, but {folder} has {', '.join(labeled.classes)}"
            )
    left_out = 0

    def with_chosen(record: Record) -> Record:
        nonlocal left_out
        objects = tuple(
            drawn
            for drawn in record.objects
            if drawn.label in classes or drawn.label not in labeled.classes
        )
        left_out += len(record.objects) - len(objects)
        return replace(record, objects=objects)

    found = {split: [with_chosen(record) for record in own] for split, own in labeled.found.items()}
    if left_out:
        findings.assume(
            f"{folder}: {left_out} objects of other classes than --classes are left out"
        )
    ids = dict(zip(labeled.classes, labeled.category_ids, strict=True))
    chosen = tuple(ids[name] for name in classes)
    return replace(labeled, found=found, classes=tuple(classes), category_ids=chosen)


def _refuse_empty(entries: dict[Split, list[Annotated]], folder: Path, findings: Findings) -> None:
    """Make sure that each split has objects.

    Raises:
        AnnotationError: one has none.
    """
    for split, own in entries.items():
        problem = f"{folder}: no {NAMES[split]} image is left"
        if any(entry.boxes for entry in own):
            problem = (
                f"{folder}: all boxes of the {len(own)} {NAMES[split]} image(s) are crowds or "
                "difficult, which count neither way"
            )
        elif own:
            problem = f"{folder}: no box is left in the {len(own)} {NAMES[split]} image(s)"
        if not any(not ignored for entry in own for ignored in entry.ignored):
            raise AnnotationError(f"{problem}; findings: {findings.summary() or 'none listed'}")


def _large_enough(entry: Annotated, size: int, findings: Findings) -> Annotated:
    """Return a training image without boxes that are below a pixel where the network sees them."""
    width, height = entry.picture
    kept = [
        (x2 - x1) * size >= width and (y2 - y1) * size >= height for x1, y1, x2, y2 in entry.boxes
    ]
    if all(kept):
        return entry
    kind = f"box below a pixel at --image-size {size}, not trained on"
    for box, good in zip(entry.boxes, kept, strict=True):
        if not good:
            shown = ", ".join(f"{edge:g}" for edge in box)
            findings.note(entry.record.file, kind, f"{entry.record.file_name} at {shown}")
    chosen = [number for number, good in enumerate(kept) if good]
    return replace(
        entry,
        boxes=tuple(entry.boxes[number] for number in chosen),
        classes=tuple(entry.classes[number] for number in chosen),
        ignored=tuple(entry.ignored[number] for number in chosen),
    )
