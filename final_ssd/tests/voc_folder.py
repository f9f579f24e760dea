"""Small data sets in Pascal VOC's layout, for all tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from final_ssd.data.annotations import Annotated, Findings, Split, check
from final_ssd.data.layouts import assign, find_voc

EDGES = ("xmin", "ymin", "xmax", "ymax")


def voc_xml(
    objects: Sequence[tuple[str, Any, object]], head: str = "", attributes: str = ""
) -> str:
    """An annotation: class, box and `difficult` of each object; `head` comes before them."""
    parts = "".join(
        f"<object><name>{label}</name><difficult>{hard}</difficult><bndbox>"
        + "".join(f"<{k}>{v}</{k}>" for k, v in zip(EDGES, box, strict=True))
        + "</bndbox></object>"
        for label, box, hard in objects
    )
    return f"<annotation{attributes}>{head}{parts}</annotation>"


def size_xml(width: object, height: object) -> str:
    """The size that an annotation tells."""
    return f"<size><width>{width}</width><height>{height}</height></size>"


def write_voc(
    folder: Path,
    objects: Mapping[str, Sequence[tuple[str, Any, object]]],
    xml: str = "",
    lists: Mapping[str, str] | None = None,
) -> Path:
    """Images of 60 × 50 pixels with their objects, all in the list `train` where no other is given."""
    for name in ("Annotations", "JPEGImages", "ImageSets/Main"):
        (folder / name).mkdir(parents=True)
    for name, own in objects.items():
        Image.new("RGB", (60, 50), (90, 120, 30)).save(folder / "JPEGImages" / f"{name}.jpg")
        (folder / "Annotations" / f"{name}.xml").write_text(xml or voc_xml(own), encoding="utf-8")
    whole = {"train": "".join(f"{name}\n" for name in objects)}
    for split, text in (whole if lists is None else lists).items():
        file = folder / "ImageSets" / "Main" / f"{split}.txt"
        file.write_bytes(text.encode("utf-8"))
    return folder


def read(
    folder: Path, findings: Findings, classes: Sequence[str] = ()
) -> dict[Split, list[Annotated]]:
    """All splits of a folder in Pascal VOC's layout, checked; nothing is cut."""
    labeled = find_voc(folder, findings)
    splits = assign(labeled.found, folder, findings)
    return check(splits, classes or labeled.classes, findings)
