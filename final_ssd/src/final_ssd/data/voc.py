"""Data sets in Pascal VOC's layout: Annotations/*.xml, ImageSets/Main/*.txt, JPEGImages/*.jpg.

XML is parsed by defusedxml: a document type, and with it entities that expand to gigabytes or name
files of this machine, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse
from torchvision.datasets import VOCDetection

from final_ssd.data.annotations import Annotated, AnnotationError, Findings, checked, inside
from shared.data.images.photos import ImageError, image_size

VOC_CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
)  # fmt: skip
BCCD_CLASSES = ("WBC", "RBC", "Platelets")
LARGEST_XML = 10_000_000
"""Bytes of one annotation file."""


def read_voc(
    folder: Path,
    split: str,
    classes: Sequence[str],
    findings: Findings,
    *,
    first_pixel: int = 1,
) -> list[Annotated]:
    """Read all images of a split.

    Args:
        folder: holds the three folders named above.
        split: a list in ImageSets/Main, without `.txt`.
        classes: names.
        findings: gets what is wrong.
        first_pixel: VOC numbers pixels from 1 and includes the last, so a box from pixel 1 to 10 is
            0 to 10 here. Tools that write edges from 0 want 0.

    Raises:
        AnnotationError: no such split, or a name in it that leads out of the folder.
    """
    listed = folder / "ImageSets" / "Main" / f"{split}.txt"
    try:
        lines = listed.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise AnnotationError(
            f"{listed} cannot be read ({error}): is {folder} in Pascal VOC's layout?"
        ) from None
    entries = []
    for line in filter(None, map(str.strip, lines)):
        name = line.split()[0]
        if not re.fullmatch(r"[\w.-]+", name):
            raise AnnotationError(f"{listed} names {name!r}, which is no image's name")
        file = inside(folder, f"Annotations/{name}.xml", listed)
        image = inside(folder, f"JPEGImages/{name}.jpg", listed)
        try:
            size = image_size(image)
        except ImageError as error:
            findings.report(image, "unreadable image", str(error))
            continue
        try:
            objects = read_objects(file, first_pixel)
        except AnnotationError as error:
            findings.report(file, "unreadable annotation", str(error))
            continue
        entries.append(checked(file, image, name, size, objects, classes, findings))
    return entries


def read_objects(file: Path, first_pixel: int = 1) -> list[tuple[str, list[float], bool]]:
    """Read (class, `x1 y1 x2 y2`, difficult) of each object of one annotation file, unchecked.

    Raises:
        AnnotationError: no such file, no XML, a document type, or an object without its parts.
    """
    try:
        if file.stat().st_size > LARGEST_XML:
            raise AnnotationError(f"{file} has more than {LARGEST_XML:,} bytes")
        root = parse(file, forbid_dtd=True).getroot()
    except FileNotFoundError:
        raise AnnotationError(f"there is no {file}") from None
    except DefusedXmlException:
        raise AnnotationError(
            f"{file} declares a document type or entities, which no annotation needs"
        ) from None
    except (OSError, ParseError, ValueError, LookupError) as error:
        raise AnnotationError(f"{file} is no XML ({error})") from None
    return [_read_object(file, entry, first_pixel) for entry in root.iter("object")]


def _read_object(file: Path, entry: Element, first_pixel: int) -> tuple[str, list[float], bool]:
    label, box = entry.findtext("name"), entry.find("bndbox")
    if label is None or box is None:
        raise AnnotationError(f"{file} has an object without name or bndbox")
    try:
        x1, y1, x2, y2 = (float(box.findtext(k, "")) for k in ("xmin", "ymin", "xmax", "ymax"))
    except ValueError:
        raise AnnotationError(f"{file} has a {label} whose box is not four numbers") from None
    difficult = (entry.findtext("difficult") or "0").strip() == "1"
    return label.strip(), [x1 - first_pixel, y1 - first_pixel, x2, y2], difficult


def download_voc(root: Path) -> None:
    """Let torchvision fetch VOC 2007 and 2012 into `root`/VOCdevkit; several gigabytes.

    Raises:
        AnnotationError: it could not.
    """
    for year, split in (("2007", "trainval"), ("2007", "test"), ("2012", "trainval")):
        try:
            VOCDetection(str(root), year=year, image_set=split, download=True)
        except (OSError, RuntimeError) as error:
            raise AnnotationError(
                f"Pascal VOC {year} {split} could not be fetched ({error}): unpack VOCdevkit "
                f"into {root} yourself"
            ) from error
