"""Data sets in COCO's layout: one JSON file of images, categories and annotations; folders of images."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from final_ssd.data.annotations import (
    AnnotationError,
    Drawn,
    Findings,
    Record,
    can_be_shown,
    read_flag,
)
from final_ssd.data.frames import Size
from final_ssd.data.named_files import NamedFiles, pictures, settle
from shared.data.text_files import read_json

LARGEST_JSON = 1_000_000_000
"""Bytes; COCO's own largest has 470 million."""
Id = int | str


class NotCocoError(AnnotationError):
    """A JSON file of something else."""


@dataclass(frozen=True)
class CocoFile:
    """What an annotation file in COCO's layout says, its three lists made sure of.

    Attributes:
        path: the file.
        categories: names, in NFC, by their ids, in the order of the ids.
        images: entries with an id and a file name.
        annotations: entries with an image's id and a category's.
    """

    path: Path
    categories: Mapping[Id, str]
    images: Sequence[Mapping[str, Any]]
    annotations: Sequence[Mapping[str, Any]]


def read_coco(file: Path) -> CocoFile:
    """Read an annotation file.

    Raises:
        NotCocoError: it has none of COCO's lists.
        AnnotationError: it lacks some of them, or an id or a name stands there twice.
        TextFileError: it is no JSON.
    """
    content = _read(file)
    categories = _entries(content, "categories", ("id", "name"), file)
    for entry in categories:
        entry["name"] = unicodedata.normalize("NFC", entry["name"])
    images = _entries(content, "images", ("id", "file_name"), file)
    annotations = _entries(content, "annotations", ("image_id", "category_id"), file)
    for kind, entries, key in (
        ("category", categories, "id"), ("category", categories, "name"), ("image", images, "id"),
        ("image", images, "file_name"), ("annotation", annotations, "id"),
    ):  # fmt: skip
        _refuse_twice(kind, [entry[key] for entry in entries if key in entry], key, file)
    for entry in categories:
        if not can_be_shown(entry["name"]):
            raise AnnotationError(f"{file}: a category is called {entry['name']!r}: rename it")
    ordered = sorted(categories, key=lambda entry: (isinstance(entry["id"], str), entry["id"]))
    return CocoFile(file, {entry["id"]: entry["name"] for entry in ordered}, images, annotations)


def find_images(files: Sequence[tuple[CocoFile, Path]]) -> dict[Path, list[Path]]:
    """Return the files that names in annotation files mean, by the paths that they should have.

    All of a data set are looked for together: a photo that is missing is no other photo of its name.

    Args:
        files: each with the folder of its images.
    """
    wanted: dict[Path, Sequence[list[Path]]] = {}
    listed: dict[Path, NamedFiles] = {}
    for coco, place in files:
        for entry in coco.images:
            name = relative(entry["file_name"])
            path = place / name
            if path.is_file():
                wanted[path] = [[path]]
                continue
            if place not in listed:  # in another case, or in other folders
                listed[place] = NamedFiles(place, pictures(place))
            wanted[path] = listed[place].ways(name)
    return settle(wanted)


def records(
    coco: CocoFile, place: Path, images: Mapping[Path, list[Path]], findings: Findings
) -> list[Record]:
    """Return the images of an annotation file, with their objects.

    Args:
        coco: the file.
        place: the folder of its images.
        images: see `find_images`.
        findings: gets what is wrong.
    """
    drawn = objects_of(coco, findings)
    read = []
    for entry in coco.images:
        name = entry["file_name"]
        own = images[place / relative(name)]
        if len(own) > 1:
            both = ", ".join(map(str, own))
            findings.report(coco.path, "name of several images", f"{name} may be {both}")
        elif not own:
            findings.report(coco.path, "missing image", f"there is no {place / relative(name)}")
        else:
            objects = tuple(drawn.get(entry["id"], ()))
            read.append(
                Record(
                    coco.path, own[0], entry["id"], name, size_of(coco, entry, findings), objects
                )
            )
    return read


def objects_of(coco: CocoFile, findings: Findings) -> dict[Id, list[Drawn]]:
    """Return the objects of an annotation file by the ids of their images, as the file has them."""
    known = {entry["id"] for entry in coco.images}
    drawn: dict[Id, list[Drawn]] = defaultdict(list)
    for entry in coco.annotations:
        label = coco.categories.get(entry["category_id"], f"category {entry['category_id']}")
        if entry["image_id"] not in known:
            findings.report(coco.path, "annotation of an image that is not listed", label)
            continue
        crowd = bool(read_flag(entry.get("iscrowd", 0)))
        drawn[entry["image_id"]].append(Drawn(label, _edges(entry.get("bbox")), crowd))
    return drawn


def relative(name: str) -> str:
    """Return a file name without what leads out of a folder: a root, a drive, `..`."""
    parts = re.sub(r"^[A-Za-z]:", "", name.replace("\\", "/")).replace("\0", "").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..")) or "_"


def image_folder(coco: CocoFile, folders: Sequence[Path]) -> Path:
    """Return the folder in which most of the first images are.

    Raises:
        AnnotationError: none is in any of them.
    """
    names = [relative(entry["file_name"]) for entry in coco.images[:100]]
    if not names:
        raise AnnotationError(f"{coco.path} lists no image")
    places = [folder for folder in dict.fromkeys(folders) if folder.is_dir()]
    there = {place: sum((place / name).is_file() for name in names) for place in places}
    if not any(there.values()):
        for place in places:
            files = NamedFiles(place, pictures(place))
            there[place] = sum(len(files.find(name)) == 1 for name in names)
    if not any(there.values()):
        tried = ", nor ".join(str(place / names[0]) for place in places[:3])
        raise AnnotationError(f"the images that {coco.path} lists are missing: there is no {tried}")
    return max(places, key=lambda place: there[place])


def size_of(coco: CocoFile, entry: Mapping[str, Any], findings: Findings) -> Size | None:
    """Return the size that an image's entry tells; some tools write texts, zeros or nothing."""
    width, height = sides = _side(entry.get("width")), _side(entry.get("height"))
    if any(map(math.isnan, sides)):
        findings.note(coco.path, "size that is no number", entry["file_name"])
    return (width, height) if width > 0 and height > 0 else None


def _side(value: Any) -> float:
    """Return a side in pixels; 0 where none is told, NaN where it is no number."""
    if value is None or value == "":
        return 0.0
    try:
        side = float(value) if isinstance(value, str) else value
    except ValueError:
        return math.nan
    return float(side) if _is_number(side) else math.nan


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _edges(box: Any) -> list[float]:
    """Turn COCO's `x y w h` into edges, and anything else into what no check lets pass."""
    if not isinstance(box, list) or len(box) != 4 or not all(map(_is_number, box)):
        return [math.nan] * 4
    x, y, width, height = map(float, box)
    return [x, y, x + width, y + height]


def _read(file: Path) -> dict[str, Any]:
    if file.is_file() and file.stat().st_size > LARGEST_JSON:
        raise AnnotationError(f"{file} has more than {LARGEST_JSON:,} bytes")
    content = read_json(file)
    if not isinstance(content, dict) or not content.keys() & {
        "images",
        "annotations",
        "categories",
    }:
        raise NotCocoError(f"{file} holds no COCO annotations: expected an object of lists")
    return content


def _entries(
    content: dict[str, Any], name: str, keys: tuple[str, ...], file: Path
) -> list[dict[str, Any]]:
    """Return a list of the file, each entry with its keys; ids are numbers or texts, names texts."""
    entries = content.get(name)
    if not isinstance(entries, list):
        raise AnnotationError(f"{file} has no list {name!r}")
    read = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or not all(key in entry for key in keys):
            raise AnnotationError(f"{file}: entry {number} of {name!r} lacks {' or '.join(keys)}")
        own = dict(entry)
        for key in ("id", "image_id", "category_id"):
            if key in own:
                own[key] = _id(own[key], f"{file}: entry {number} of {name!r} has {key}")
        for key in ("name", "file_name"):
            if key in keys:
                own[key] = _text(own[key], f"{file}: entry {number} of {name!r} has {key}")
        read.append(own)
    return read


def _id(value: Any, where: str) -> Id:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise AnnotationError(f"{where} {value!r}, which is no number")
    return value


def _text(value: Any, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise AnnotationError(f"{where} {value!r}, which is no text")
    return str(value).strip()


def _refuse_twice(kind: str, values: Sequence[Any], key: str, file: Path) -> None:
    twice = [value for value, count in Counter(values).items() if count > 1]
    if twice:
        also = f" (and {len(twice) - 1} others)" if len(twice) > 1 else ""
        raise AnnotationError(
            f"{file}: {kind} {key} {twice[0]!r} stands there twice{also}: mend it"
        )
