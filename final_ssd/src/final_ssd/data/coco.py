"""Data sets in COCO's layout: one JSON file of images, categories and annotations; a folder of images."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from final_ssd.data.annotations import Annotated, AnnotationError, Findings, checked, inside
from shared.data.images.photos import ImageError, image_size

LARGEST_JSON = 1_000_000_000
"""Bytes; COCO's own largest has 470 million."""


def read_coco(
    file: Path, images: Path, findings: Findings
) -> tuple[list[Annotated], tuple[str, ...]]:
    """Read all images of an annotation file, and the names of the classes in the order of their ids.

    Args:
        file: such as instances_val2017.json.
        images: the folder that `file_name` is relative to.
        findings: gets what is wrong.

    Raises:
        AnnotationError: the file is no such JSON, or names an image outside `images`.
    """
    content = _read_json(file)
    categories = _entries(content, "categories", ("id", "name"), file)
    names = {entry["id"]: str(entry["name"]) for entry in sorted(categories, key=lambda e: e["id"])}
    classes = tuple(names.values())
    own: dict[Any, list[tuple[str, list[float], bool]]] = defaultdict(list)
    listed = _entries(content, "images", ("id", "file_name"), file)
    known = {entry["id"] for entry in listed}
    for entry in _entries(content, "annotations", ("image_id", "category_id", "bbox"), file):
        label = names.get(entry["category_id"], f"category {entry['category_id']}")
        if entry["image_id"] not in known:
            findings.report(file, "annotation of an image that is not listed", label)
            continue
        crowd = bool(entry.get("iscrowd", 0))
        own[entry["image_id"]].append((label, _edges(entry["bbox"]), crowd))
    entries = []
    for entry in listed:
        image = inside(images, str(entry["file_name"]), file)
        try:
            size = image_size(image)
        except ImageError as error:
            findings.report(image, "unreadable image", str(error))
            continue
        name = str(entry["id"])
        entries.append(checked(file, image, name, size, own[entry["id"]], classes, findings))
    return entries, classes


def _edges(box: Any) -> list[float]:
    """Turn COCO's `x y w h` into edges, and anything else into what no check lets pass."""
    if not isinstance(box, list) or len(box) != 4:
        return [float("nan")] * 4
    if not all(isinstance(side, int | float) and not isinstance(side, bool) for side in box):
        return [float("nan")] * 4
    try:
        x, y, width, height = (float(side) for side in box)
    except OverflowError:
        return [float("nan")] * 4
    return [x, y, x + width, y + height]


def _read_json(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_JSON:
            raise AnnotationError(f"{file} has more than {LARGEST_JSON:,} bytes")
        content = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AnnotationError(f"there is no {file}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise AnnotationError(f"{file} is no JSON ({error})") from None
    if not isinstance(content, dict):
        raise AnnotationError(f"{file} holds no COCO annotations: expected an object of lists")
    return content


def _entries(
    content: dict[str, Any], name: str, keys: tuple[str, ...], file: Path
) -> list[dict[str, Any]]:
    entries = content.get(name)
    if not isinstance(entries, list):
        raise AnnotationError(f"{file} has no list {name!r}")
    for entry in entries:
        if not isinstance(entry, dict) or not all(key in entry for key in keys):
            raise AnnotationError(f"{file}: each of {name!r} needs {', '.join(keys)}")
        for key in ("id", "image_id", "category_id"):
            if not isinstance(entry.get(key, 0), int | str):
                raise AnnotationError(f"{file}: an {key} of {name!r} is no number")
    return entries
