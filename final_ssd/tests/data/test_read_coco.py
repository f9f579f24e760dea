"""COCO's layout: boxes that are none are findings, files that are none are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from coco_folder import GOOD, write_coco

from final_ssd.data.annotations import AnnotationError, Findings
from final_ssd.data.coco import read_coco


def test_coco_files_are_read(tmp_path: Path) -> None:
    (entry,), classes = read_coco(write_coco(tmp_path), tmp_path, Findings())
    assert classes == ("cat", "dog")
    assert entry.boxes == (GOOD, (0, 0, 5, 5))
    assert entry.classes == (1, 0)
    assert entry.ignored == (False, True)


@pytest.mark.parametrize(
    "box",
    [
        [float("nan"), 0, 5, 5],
        [0, 0, float("inf"), 5],
        [1, 2, 3],
        "12",
        [0, 0, None, 1],
        [0, 0, 10**400, 1],
    ],
)
def test_coco_boxes_that_are_none_are_findings(tmp_path: Path, box: Any) -> None:
    file = write_coco(tmp_path, annotations=[{"image_id": 7, "category_id": 1, "bbox": box}])
    findings = Findings()
    (entry,), _ = read_coco(file, tmp_path, findings)
    assert entry.boxes == ()
    assert findings.counts == {"box that is not four finite numbers": 1}


def test_coco_files_that_are_none_are_refused(tmp_path: Path) -> None:
    for name in ("../secret.png", "/etc/passwd"):
        file = write_coco(tmp_path, images=[{"id": 7, "file_name": name}])
        with pytest.raises(AnnotationError, match="lies outside"):
            read_coco(file, tmp_path, Findings())
    for text in ("[1, 2]", "{", '{"images": 3}', "[" * 100_000):
        file.write_text(text)
        with pytest.raises(AnnotationError, match=r"train\.json"):
            read_coco(file, tmp_path, Findings())
    findings = Findings()
    read_coco(
        write_coco(tmp_path, annotations=[{"image_id": 9, "category_id": 1, "bbox": [0, 0, 1, 1]}]),
        tmp_path, findings,
    )  # fmt: skip
    assert findings.counts == {"annotation of an image that is not listed": 1}
