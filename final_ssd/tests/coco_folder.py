"""A small data set in COCO's layout, for all tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PIL import Image

GOOD = (10.0, 12.0, 40.0, 30.0)
"""The box of the dog."""


def write_coco(folder: Path, **changes: Any) -> Path:
    """One image of 60 × 50 pixels with a dog and a crowd of cats; the annotation file."""
    Image.new("RGB", (60, 50)).save(folder / "one.png")
    content = {
        "images": [{"id": 7, "file_name": "one.png"}],
        "categories": [{"id": 3, "name": "dog"}, {"id": 1, "name": "cat"}],
        "annotations": [
            {"image_id": 7, "category_id": 3, "bbox": [10, 12, 30, 18], "iscrowd": 0},
            {"image_id": 7, "category_id": 1, "bbox": [0, 0, 5, 5], "iscrowd": 1},
        ],
        **changes,
    }
    (folder / "train.json").write_text(json.dumps(content))
    return folder / "train.json"
