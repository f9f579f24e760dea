"""Data sets in Pascal VOC's layout: Annotations/*.xml, ImageSets/Main/*.txt, JPEGImages/*.jpg.

XML is parsed by defusedxml: a document type, and with it entities that expand to gigabytes or name
files of this machine, is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from final_ssd.data.annotations import (
    AnnotationError,
    Drawn,
    Findings,
    Record,
    can_be_shown,
    read_flag,
)
from final_ssd.data.frames import Size
from final_ssd.data.named_files import (
    SPLITS,
    NamedFiles,
    child,
    files_below,
    pictures,
    settle,
    split_of,
)
from shared.data.text_files import TextFileError, decode, read_lines

BCCD_CLASSES = ("WBC", "RBC", "Platelets")
VOC_CLASSES = (
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
)  # fmt: skip
LARGEST_XML = 10_000_000
"""Bytes of one annotation file."""
EDGES = ("xmin", "ymin", "xmax", "ymax")
_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}  # without a byte order mark


def read_voc(folder: Path, findings: Findings) -> dict[str, list[Record]]:
    """Read all images that the lists of a folder name; without lists all that have an annotation.

    Args:
        folder: holds Annotations and JPEGImages (or `annotations` and `images`, or pictures with
            their XML beside them), and lists in ImageSets/Main.
        findings: gets what is wrong.

    Returns:
        by list, such as `train`, `val` or `trainval`; `""` is what stands in no list or folder of
        such a name.

    Raises:
        AnnotationError: there is no such folder, nothing in it, or a list has a name that is none.
    """
    if not folder.is_dir():
        raise AnnotationError(f"there is no folder {folder}")
    place = child(folder, "Annotations", "annotation", "xmls", "xml", "labels")
    xmls = files_below(place, ".xml")
    if not xmls:
        raise AnnotationError(f"{place} holds no annotation (*.xml) in Pascal VOC's layout")
    photos = child(folder, "JPEGImages", "images", "imgs", "pictures", "photos")
    listed = pictures(photos)
    lists = _lists(folder)
    by_name = NamedFiles(place, xmls)
    by_split: dict[str, list[Path]] = defaultdict(list)
    for split, file in lists.items():
        if own := _listed(file, by_name, place, findings):
            by_split[split] = own
    used = {annotation for own in by_split.values() for annotation in own}
    for annotation in xmls:
        if annotation not in used:
            split = (split_of(annotation.relative_to(place)) or "") if not lists else ""
            by_split[split].append(annotation)
    in_order = list(dict.fromkeys(annotation for own in by_split.values() for annotation in own))
    read = _read(in_order, place, photos, NamedFiles(photos, listed), findings)
    seen = {record.image for record in read.values()}
    alone = [
        photo
        for photo in listed
        if photo not in seen
        and all(xml in read for xml in by_name.find(photo.relative_to(photos).as_posix()))
    ]
    if alone:
        findings.assume(
            f"{folder}: {len(alone)} picture(s) without an annotation (*.xml) are not used, the "
            f"first {alone[0]}"
        )
    return {
        split: [read[annotation] for annotation in own if annotation in read]
        for split, own in by_split.items()
    }


def _lists(folder: Path) -> dict[str, Path]:
    """Return the lists of a folder by their names in lower case, such as trainval."""
    sets = child(folder, "ImageSets")
    files = [
        file for room in (child(sets, "Main"), sets, folder) for file in sorted(room.glob("*"))
    ]
    lists: dict[str, Path] = {}
    for file in files:
        if file.suffix.lower() == ".txt" and file.stem.lower() in SPLITS:
            lists.setdefault(file.stem.lower(), file)
    return lists


def _listed(file: Path, annotations: NamedFiles, place: Path, findings: Findings) -> list[Path]:
    """Return the annotation files of the names in a list."""
    listed: dict[Path, None] = {}
    for line in filter(None, map(str.strip, read_lines(file))):
        *front, flag = line.rsplit(maxsplit=1)
        # Lists of one class say 1, 0 or -1 behind each name.
        name = front[0] if front and flag in ("1", "0", "-1") else line
        if ".." in name.split("/") or not can_be_shown(name):
            raise AnnotationError(f"{file} names {name!r}, which is no image's name")
        xmls = annotations.find(line) or annotations.find(name)
        if not xmls:
            findings.report(file, "missing annotation", f"there is no {place / name}.xml")
        elif len(xmls) > 1:
            both = ", ".join(map(str, xmls))
            findings.report(file, "name of several annotations", f"{name} may be {both}")
        elif xmls[0] in listed:
            findings.report(file, "name that is listed twice", name)
        else:
            listed[xmls[0]] = None
    return list(listed)


class _Content(NamedTuple):
    """What an annotation file says: its image's name, the size and the objects."""

    written: str
    size: Size | None
    objects: tuple[Drawn, ...]


def _read(
    files: Sequence[Path], place: Path, photos: Path, images: NamedFiles, findings: Findings
) -> dict[Path, Record]:
    """Read annotation files; those that cannot be used, or whose images cannot, are left out.

    An annotation's image is the one of its own name; where there is none, the one that it names. Of
    several annotations that name one image, the one of the image's name is read, else the first.
    """
    names = {file: file.relative_to(place).with_suffix("").as_posix() for file in files}
    contents: dict[Path, _Content] = {}
    for file in files:
        try:
            root = _parse(file)
            drawn = tuple(_read_object(entry) for entry in root.iterfind(".//{*}object"))
        except (AnnotationError, TextFileError) as error:
            findings.report(file, "unreadable annotation", str(error))
            continue
        written = (root.findtext("{*}filename") or "").strip()
        contents[file] = _Content(written, _size(root), drawn)
    own = settle(
        {
            file: [*images.ways(names[file]), *(images.ways(one.written) if one.written else ())]
            for file, one in contents.items()
        }
    )
    readers = {found[0]: file for file, found in own.items() if len(found) == 1}
    stated = {file: _stated(names[file], one.written) for file, one in contents.items()}
    there: dict[Path, Path] = {}
    for file in stated:
        if not own[file] and len(named := images.ways(stated[file])[0]) == 1:
            (there[file],) = named
            if readers.setdefault(there[file], file) == file:
                own[file] = named
    read: dict[Path, Record] = {}
    for file, (_, size, objects) in contents.items():
        name, found = names[file], own[file]
        if len(found) > 1:
            both = ", ".join(map(str, found))
            findings.report(file, "annotation of several images", f"{name} may be {both}")
        elif not found and file in there:
            what = f"{there[file]} is read with {readers[there[file]]}"
            findings.report(file, "image of several annotations", what)
        elif not found:
            findings.report(file, "missing image", f"there is no {photos / stated[file]}")
        else:
            read[file] = Record(file, found[0], name, found[0].name, size, objects)
    return read


def _stated(name: str, written: str) -> str:
    """Return which image an annotation says it is of, from the folder of the images.

    Args:
        name: of the annotation, with its folders.
        written: the file name in it, which is beside the annotation where it has no folder.
    """
    place = PurePosixPath(name)
    return written if "/" in written else str(place.parent / (written or f"{place.name}.jpg"))


def _parse(file: Path) -> Element:
    """Parse an annotation file.

    Raises:
        AnnotationError: it is no XML, far too large, or declares a document type.
    """
    try:
        if file.stat().st_size > LARGEST_XML:
            raise AnnotationError(f"{file} has more than {LARGEST_XML:,} bytes")
        root: Element = fromstring(_text(file), forbid_dtd=True)
    except DefusedXmlException:
        raise AnnotationError(
            f"{file} declares a document type or entities, which no annotation needs"
        ) from None
    except (OSError, ParseError, ValueError) as error:
        raise AnnotationError(f"{file} is no XML ({error})") from None
    return root


def _text(file: Path) -> str:
    """Decode an annotation file by the encoding that it declares; expat knows few of them.

    Raises:
        AnnotationError: it has another encoding than the one it declares.
        TextFileError: it declares none, and is neither UTF-8 nor UTF-16.
    """
    data = file.read_bytes()
    wide = next((name for start, name in _WIDE.items() if data.startswith(start)), "")
    declared = re.match(rb"""<\?xml[^>]*\bencoding=["']([\w.:-]+)""", data)
    encoding = wide or (declared[1].decode() if declared else "utf-8")
    if encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-16", "us-ascii"):
        return decode(data, file)
    try:
        return data.decode(encoding)
    except (LookupError, UnicodeError):
        raise AnnotationError(
            f"{file} says that its encoding is {encoding}, which it is not: save it as UTF-8"
        ) from None


def _size(root: Element) -> Size | None:
    """Return the size that an annotation tells; some tools write zeros or nothing."""
    width, height = (
        _number(root.findtext(f"{{*}}size/{{*}}{side}")) for side in ("width", "height")
    )
    return (width, height) if 0 < width < math.inf and 0 < height < math.inf else None


def _read_object(entry: Element) -> Drawn:
    """Return an object as its file has it; an edge that is no number is NaN."""
    name = unicodedata.normalize("NFC", (entry.findtext("{*}name") or "").strip())
    box = [_number(entry.findtext(f"{{*}}bndbox/{{*}}{edge}")) for edge in EDGES]
    return Drawn(name, box, bool(read_flag(entry.findtext("{*}difficult") or "")))


def _number(text: str | None) -> float:
    try:
        return float(text or "nan")
    except ValueError:
        return math.nan


def first_pixel(records: Sequence[Record], devkit: bool = False) -> tuple[int, str]:
    """Return the number of an image's first pixel, 1 as VOC counts or 0 where an edge says so, and why.

    Args:
        records: as their files have them.
        devkit: VOC's own, which counts from 1 although it has fractions, too.
    """
    boxes = [drawn.box for record in records for drawn in record.objects]
    if any(0 <= edge < 1 for box in boxes for edge in box[:2]):
        return 0, "since some are 0; VOC's own count from 1"
    if not devkit and any(math.isfinite(edge) and edge % 1 for box in boxes for edge in box):
        return 0, "since some are no whole numbers; VOC's own count from 1"
    return 1, "as VOC's own: none is 0" if boxes and not devkit else ""


def from_zero(record: Record, first: int) -> Record:
    """Return a record whose boxes begin at 0: VOC's pixels 1 to 10 are the edges 0 and 10.

    Args:
        record: as its file has it.
        first: the number of the first pixel.
    """
    drawn = tuple(
        Drawn(one.label, [one.box[0] - first, one.box[1] - first, *one.box[2:]], one.ignored)
        for one in record.objects
    )
    return Record(record.file, record.image, record.name, record.file_name, record.size, drawn)


def download_voc(root: Path) -> None:
    """Let torchvision fetch VOC 2007 and 2012 into `root`/VOCdevkit; several gigabytes.

    Raises:
        AnnotationError: it could not.
    """
    from torchvision.datasets import VOCDetection  # a second, for this alone

    for year, split in (("2007", "trainval"), ("2007", "test"), ("2012", "trainval")):
        try:
            VOCDetection(str(root), year=year, image_set=split, download=True)
        except (OSError, RuntimeError) as error:
            raise AnnotationError(
                f"Pascal VOC {year} {split} could not be fetched ({error}): unpack VOCdevkit "
                f"into {root} yourself"
            ) from error
