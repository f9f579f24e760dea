"""What a data set calls its images, kept with a run: predictions can carry the same names and edges."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from final_ssd.data.annotations import Annotated, Findings, Record, Split, placed
from final_ssd.data.coco import CocoFile, objects_of, relative, size_of
from final_ssd.data.frames import Frame

IMAGES = "images.json"
"""Where a run keeps them."""
EDGES = "edges.json"
"""Where a run keeps from which number the edges of VOC's layout count: `first_pixel`."""
Identities = Mapping[str, Any]
"""By the absolute path of each image: `id`, `file_name`, `size`, `orientation` (see frames.py), `split`."""


@dataclass(frozen=True)
class Identity:
    """What a data set calls an image, and where it counts the edges of boxes.

    Attributes:
        id: of the image.
        file_name: as the data set writes it.
        frame: where edges are counted; None for the upright picture.
    """

    id: int | str
    file_name: str
    frame: Frame | None = None


def identities_of(entries: Mapping[Split, Iterable[Annotated]]) -> dict[str, Any]:
    """Return what a data set calls its images, as JSON values."""
    return {
        key_of(entry.image): {
            "id": _writable(entry.record.name),
            "file_name": _writable(entry.record.file_name),
            "size": list(entry.frame.size),
            "orientation": entry.frame.orientation,
            "split": split,
        }
        for split, own in entries.items()
        for entry in own
    }


def key_of(image: Path) -> str:
    """Return an image's absolute path as JSON can hold it, also where its name is no UTF-8."""
    return str(_writable(str(image.resolve())))


def _writable(name: int | str) -> int | str:
    if isinstance(name, int):
        return name
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def names_of(identities: Identities) -> set[tuple[str, str, int | str]]:
    """Return split, file name and id of each image."""
    return {(one["split"], one["file_name"], one["id"]) for one in identities.values()}


def identities_in(coco: CocoFile, images: Sequence[Path], findings: Findings) -> dict[str, Any]:
    """Return what an annotation file calls images, wherever they lie: by the end of their paths.

    Edges are counted where `check` takes the file's boxes to be: by these images, and no others.

    Args:
        coco: the file.
        images: to be named; one that cannot be read, that the file does not list, or that it could
            list twice, gets no name. Of several that could be one listed name it is the one whose path
            ends so, folders and all; none, where several do.
        findings: gets what is wrong, and what was assumed.
    """
    listed: dict[str, list[tuple[list[str], Mapping[str, Any]]]] = defaultdict(list)
    for entry in coco.images:
        parts = _folded(relative(entry["file_name"])).split("/")
        listed[parts[-1]].append((parts, entry))
    wanted: dict[int | str, list[tuple[bool, Path, Mapping[str, Any]]]] = defaultdict(list)
    for path in dict.fromkeys(image.resolve() for image in images):
        own = [_folded(part) for part in path.parts]
        candidates = [
            (own[-len(parts) :] == parts, path, entry) for parts, entry in listed[own[-1]]
        ]
        if len(candidates) > 1:
            candidates = [one for one in candidates if one[0]]
        if len(candidates) == 1:
            wanted[candidates[0][2]["id"]].append(candidates[0])
    drawn = objects_of(coco, findings)
    records = []
    for number, several in wanted.items():
        chosen = several if len(several) == 1 else [one for one in several if one[0]]
        if len(chosen) == 1:
            _, path, entry = chosen[0]
            objects = tuple(drawn.get(number, ()))
            size = size_of(coco, entry, findings)
            records.append(Record(coco.path, path, number, entry["file_name"], size, objects))
    return {
        key_of(record.image): {
            "id": record.name, "file_name": record.file_name,
            "size": list(place.frame.size), "orientation": place.frame.orientation,
        }
        for record, place in zip(records, placed(records, findings), strict=True)
        if place
    }  # fmt: skip


def _folded(name: str) -> str:
    """Return a name in any case and spelling of its letters (NFC, NFD)."""
    return unicodedata.normalize("NFC", name).casefold()


def identify(image: Path, identities: Identities) -> Identity | None:
    """Return what an image is called; None where it is in none of the lists."""
    known = identities.get(key_of(image))
    if known is None:
        return None
    width, height = known["size"]
    return Identity(known["id"], known["file_name"], Frame((width, height), known["orientation"]))
