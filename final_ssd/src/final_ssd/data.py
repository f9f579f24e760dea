"""Data sets by name, as splits that a training run sees."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor
from torch.utils.data import Dataset

from final_ssd.annotations import Annotated, AnnotationError, Findings, Policy
from final_ssd.augmentation import Augmentation, Kind, Mosaic
from final_ssd.coco_files import read_coco
from final_ssd.samples import Splits, Truth, make_truth
from final_ssd.scenes import Scenes, SceneSettings, Source
from final_ssd.voc import BCCD_CLASSES, VOC_CLASSES, download_voc, read_voc
from shared.data import fetch
from shared.data.images.photos import ImageError, image_mode, read_image

DataName = Literal["scenes", "sample", "cifar10-scenes", "fashion-scenes", "bccd", "voc", "coco"]
SCENES = 1600  # in an epoch
HELD_OUT = 500  # scenes of the test; half as many to watch
CACHE = 500_000_000  # bytes of decoded images that are kept in memory
ENLARGED = 1.5  # what augmentation starts from is so many times as large as what it gives


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


class AnnotatedImages(Dataset[tuple[Tensor, Truth]]):
    """Images of files, at the network's size, with their boxes.

    Args:
        entries: what to read.
        size: pixels a side.
        augment, upside_down: see Augmentation.
        findings: gets images that cannot be decoded.
    """

    def __init__(
        self,
        entries: Sequence[Annotated],
        size: int,
        findings: Findings,
        *,
        augment: Kind = "none",
        upside_down: bool = False,
    ) -> None:
        self.entries, self.findings = entries, findings
        self.stored = round(size * (ENLARGED if augment == "full" else 1))
        self.augmentation = Augmentation(augment, size, upside_down=upside_down)
        self.cache: dict[int, tuple[Tensor, Truth]] = {}
        self.keeps = len(entries) * 3 * self.stored**2 <= CACHE

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> tuple[UInt8[Tensor, "3 size size"], Truth]:
        """Image `index`, augmented anew each time; its proportions give way to the square."""
        stored = self.cache.get(index)
        if stored is None:
            stored = self.read(index)
            if self.keeps:
                self.cache[index] = stored
        image, truth = self.augmentation(*stored)
        return image, truth

    def read(self, index: int) -> tuple[Tensor, Truth]:
        """Decode one image and scale it and its boxes to the stored size.

        Raises:
            ImageError: it cannot be decoded, although its header could be read.
        """
        entry = self.entries[index]
        picture, mode = read_image(entry.image), image_mode(entry.image)
        if mode != "RGB":
            self.findings.note(entry.image, "image that is not RGB, converted", mode)
        square = np.array(picture.resize((self.stored, self.stored)))
        scale = torch.tensor([self.stored / picture.width, self.stored / picture.height]).repeat(2)
        truth = make_truth(
            torch.tensor(entry.boxes, dtype=torch.float32).reshape(-1, 4) * scale,
            torch.tensor(entry.classes),
            torch.tensor(entry.ignored, dtype=torch.bool),
        )
        return torch.from_numpy(square).movedim(-1, 0), truth


def decodable(entries: list[Annotated], findings: Findings) -> list[Annotated]:
    """Those whose image can be decoded wholly; a truncated file shows only then."""
    good = []
    for entry in entries:
        try:
            read_image(entry.image)
        except ImageError as error:
            findings.report(entry.image, "unreadable image", str(error))
            continue
        good.append(entry)
    return good


def load(settings: DataSettings) -> tuple[Splits, Findings]:
    """The splits of a data set, and what was wrong with its annotations.

    - scenes: composed of scikit-learn's digits; sample is the same, for tests and smoke runs.
    - cifar10-scenes, fashion-scenes: composed of those.
    - bccd: 364 photos of blood cells, fetched.
    - voc: trainval of 2007 and 2012 (a tenth of it to watch), test of 2007, from VOCdevkit in the folder.
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
        found = [
            read_voc(folder, split, BCCD_CLASSES, findings, first_pixel=0)
            for split in ("train", "val", "test")
        ]
        splits = _from_files(found, BCCD_CLASSES, settings, findings, upside_down=True)
    elif settings.name == "voc":
        splits = _from_files(_voc(settings, findings), VOC_CLASSES, settings, findings)
    elif settings.name == "coco":
        found, classes = _coco(settings, findings)
        splits = _from_files(found, classes, settings, findings)
    else:
        splits = _scenes(settings)
    if settings.mosaic:
        splits = Splits(Mosaic(splits.train), splits.valid, splits.test, splits.classes)
    return splits, findings


def _scenes(settings: DataSettings) -> Splits:
    sources: dict[str, Source] = {"cifar10-scenes": "cifar10", "fashion-scenes": "fashion-mnist"}
    look = SceneSettings(
        size=settings.image_size,
        smallest=min(settings.smallest, settings.image_size // 2),
        largest=min(settings.largest, settings.image_size // 2),
        source=sources.get(settings.name, "digits"),
    )
    held_out = min(HELD_OUT, settings.scenes)
    train = Scenes(settings.scenes, "train", look, settings.seed)
    return Splits(
        train, Scenes(held_out // 2, "valid", look), Scenes(held_out, "test", look), train.classes
    )


def _from_files(
    found: Sequence[list[Annotated]],
    classes: tuple[str, ...],
    settings: DataSettings,
    findings: Findings,
    *,
    upside_down: bool = False,
) -> Splits:
    train, valid, test = (decodable(entries, findings) for entries in found)
    for name, entries in (("training", train), ("validation", valid), ("test", test)):
        if not entries:
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
    found, names = [], []
    for split in ("train", "valid", "test"):
        file = settings.folder / f"{split}.json"
        entries, classes = read_coco(file, settings.folder / "images", findings)
        found.append(entries)
        names.append(classes)
    if len(set(names)) > 1:
        raise AnnotationError(f"the three files of {settings.folder} list different categories")
    return found, names[0]


def write_findings(findings: Findings, path: Path) -> None:
    """Write all findings and their counts as JSON."""
    content = {"counts": dict(findings.counts), "lines": findings.lines}
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
