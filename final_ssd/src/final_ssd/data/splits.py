"""Data sets by name, as splits that a training run sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.data.annotations import Annotated, AnnotationError, Findings, Policy
from final_ssd.data.augmentation import Kind, Mosaic
from final_ssd.data.coco import read_coco
from final_ssd.data.photos import AnnotatedImages, decodable
from final_ssd.data.samples import Target
from final_ssd.data.scenes import Scenes, SceneSettings, Source
from final_ssd.data.voc import BCCD_CLASSES, VOC_CLASSES, download_voc, read_voc
from shared.data import fetch

DataName = Literal["scenes", "sample", "cifar10-scenes", "fashion-scenes", "bccd", "voc", "coco"]
SCENES = 1600  # in an epoch
HELD_OUT = 500  # scenes of the test; half as many for validation


@dataclass(frozen=True)
class Splits:
    """What a training run sees.

    Attributes:
        train: augmented or new in each epoch.
        valid: to choose by.
        test: for the end.
        classes: names.
    """

    train: Dataset[tuple[Tensor, Target]]
    valid: Dataset[tuple[Tensor, Target]]
    test: Dataset[tuple[Tensor, Target]]
    classes: tuple[str, ...]


@dataclass(frozen=True)
class DataSettings:
    """Which data, and how they are given.

    Attributes:
        name: see `load`.
        image_size: pixels a side of what the network sees.
        folder: of voc and coco.
        seed: of composed scenes.
        scenes: how many in an epoch.
        augment: see augmentation.py; scenes are new in each epoch and need none.
        mosaic: four images in one, half of the time.
        policy: what happens to what is wrong with annotations.
        download: let torchvision fetch Pascal VOC into the folder.
        smallest, largest: longer sides of composed objects, in pixels.
    """

    name: DataName
    image_size: int
    folder: Path | None = None
    seed: int = 0
    scenes: int = SCENES
    augment: Kind = "full"
    mosaic: bool = False
    policy: Policy = "drop"
    download: bool = False
    smallest: int = 12
    largest: int = 48


def load(settings: DataSettings) -> tuple[Splits, Findings]:
    """Load the splits of a data set, and what is wrong with its annotations.

    - scenes: composed of scikit-learn's digits; sample is the same, for tests and smoke runs.
    - cifar10-scenes, fashion-scenes: composed of those.
    - bccd: 364 photos of blood cells, fetched.
    - voc: trainval of 2007 and 2012 (a tenth of it for validation), test of 2007, from VOCdevkit in
      the folder.
    - coco: `train.json`, `valid.json`, `test.json` and `images/` in the folder.

    Raises:
        AnnotationError: files that are not as they should be.
        DataUnavailableError: a data set could not be fetched.
        SceneError: impossible scenes.
    """
    findings = Findings(settings.policy)
    if settings.name in ("voc", "coco") and settings.folder is None:
        raise AnnotationError(f"--data {settings.name} needs --folder, where the data set is")
    if settings.name == "bccd":
        folder = fetch("bccd")
        entries = [
            read_voc(folder, split, BCCD_CLASSES, findings, first_pixel=0)
            for split in ("train", "val", "test")
        ]
        splits = _from_files(entries, BCCD_CLASSES, settings, findings, upside_down=True)
    elif settings.name == "voc":
        splits = _from_files(_voc(settings, findings), VOC_CLASSES, settings, findings)
    elif settings.name == "coco":
        entries, classes = _coco(settings, findings)
        splits = _from_files(entries, classes, settings, findings)
    else:
        splits = _scenes(settings)
    if settings.mosaic:
        splits = Splits(Mosaic(splits.train), splits.valid, splits.test, splits.classes)
    return splits, findings


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
    )


def _from_files(
    entries: Sequence[list[Annotated]],
    classes: tuple[str, ...],
    settings: DataSettings,
    findings: Findings,
    *,
    upside_down: bool = False,
) -> Splits:
    train, valid, test = (decodable(own, findings) for own in entries)
    for name, own in (("training", train), ("validation", valid), ("test", test)):
        if not own:
            raise AnnotationError(f"no {name} image is left: {findings.summary() or 'none listed'}")
    size = settings.image_size
    return Splits(
        AnnotatedImages(train, size, findings, augment=settings.augment, upside_down=upside_down),
        AnnotatedImages(valid, size, findings),
        AnnotatedImages(test, size, findings),
        classes,
    )


def _voc(settings: DataSettings, findings: Findings) -> list[list[Annotated]]:
    assert settings.folder is not None
    if settings.download:
        download_voc(settings.folder)
    root = settings.folder / "VOCdevkit"
    root = root if root.is_dir() else settings.folder
    train = [
        entry
        for year in ("VOC2007", "VOC2012")
        if (root / year).is_dir()
        for entry in read_voc(root / year, "trainval", VOC_CLASSES, findings)
    ]
    test = read_voc(root / "VOC2007", "test", VOC_CLASSES, findings)
    return [train[len(train) // 10 :], train[: len(train) // 10], test]


def _coco(
    settings: DataSettings, findings: Findings
) -> tuple[list[list[Annotated]], tuple[str, ...]]:
    assert settings.folder is not None
    entries, names = [], []
    for split in ("train", "valid", "test"):
        file = settings.folder / f"{split}.json"
        own, classes = read_coco(file, settings.folder / "images", findings)
        entries.append(own)
        names.append(classes)
    if len(set(names)) > 1:
        raise AnnotationError(f"the three files of {settings.folder} list different categories")
    return entries, names[0]
