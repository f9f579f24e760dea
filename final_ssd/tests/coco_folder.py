"""Small data sets in COCO's layout, for all tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

GOOD = (10.0, 12.0, 40.0, 30.0)
"""The box of the dog."""
DOG, CAT = 3, 1
"""Ids of the categories."""


def coco_content(
    names: Sequence[str] = ("one.png",), first_id: int = 7, **changes: Any
) -> dict[str, Any]:
    """Images of 60 × 50 pixels, each with a dog and a crowd of cats."""
    annotations = []
    for number in range(len(names)):
        for category, box, crowd in ((DOG, [10, 12, 30, 18], 0), (CAT, [0, 0, 5, 5], 1)):
            annotations.append(
                {
                    "id": len(annotations), "image_id": first_id + number, "bbox": box,
                    "category_id": category, "iscrowd": crowd, "area": box[2] * box[3],
                }
            )  # fmt: skip
    images = [
        {"id": first_id + number, "file_name": name, "width": 60, "height": 50}
        for number, name in enumerate(names)
    ]
    categories = [{"id": DOG, "name": "dog"}, {"id": CAT, "name": "cat"}]
    return {"images": images, "categories": categories, "annotations": annotations, **changes}


def write_coco(file: Path, content: Any = None, images: Path | None = None) -> Path:
    """Write an annotation file, and its images into a folder, beside it where no other is named."""
    content = coco_content() if content is None else content
    folder = images or file.parent
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content), encoding="utf-8")
    for entry in content.get("images", ()):
        name = str(entry.get("file_name", "")).replace("\\", "/")
        if name.isprintable() and name.endswith(".png") and name[0] not in "/." and ":" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            Image.new("RGB", (60, 50), (90, 120, 30)).save(folder / name)
    return file
