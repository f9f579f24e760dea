"""Annotations from files: checked, and what is wrong with them counted.

Labeled data have errors. BCCD has boxes without area; others name images that are not there, or
classes that nobody listed. Each finding names its file. Then it is dropped, or ends the reading, as
the caller says: never does it reach the network.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from shared.errors import UserError

Policy = Literal["drop", "refuse"]


class AnnotationError(UserError):
    """A file of annotations that cannot be read, or that holds something that cannot be right."""


@dataclass(frozen=True)
class Annotated:
    """One image and its objects.

    Attributes:
        image: its file.
        name: what the data set calls it (an id, a stem).
        boxes: `x1 y1 x2 y2` in pixels of the file.
        classes: numbers, from 0.
        ignored: difficult objects and crowds.
    """

    image: Path
    name: str
    boxes: tuple[tuple[float, float, float, float], ...]
    classes: tuple[int, ...]
    ignored: tuple[bool, ...]


@dataclass
class Findings:
    """What is wrong with a data set's files.

    Attributes:
        policy: drop what is wrong, or refuse at the first.
        lines: one for each finding, with its file.
        counts: by kind.
    """

    policy: Policy = "drop"
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def report(self, file: Path, kind: str, detail: str = "") -> None:
        """Note one.

        Raises:
            AnnotationError: the policy is to refuse.
        """
        line = f"{file}: {kind}{': ' if detail else ''}{detail}"
        if self.policy == "refuse":
            raise AnnotationError(f"{line}. Mend it, or give --bad-boxes drop")
        self.note(file, kind, detail)

    def note(self, file: Path, kind: str, detail: str = "") -> None:
        """Count something that was mended without loss, such as a gray image or an edge clipped."""
        self.lines.append(f"{file}: {kind}{': ' if detail else ''}{detail}")
        self.counts[kind] += 1

    def summary(self) -> str:
        """Return all counts in one line; an empty one where nothing is wrong."""
        return ", ".join(f"{number} × {kind}" for kind, number in sorted(self.counts.items()))

    def write(self, path: Path) -> None:
        """Write all lines and counts as JSON."""
        content = {"counts": dict(self.counts), "lines": self.lines}
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def checked(
    file: Path,
    image: Path,
    name: str,
    size: tuple[int, int],
    objects: Sequence[tuple[str, Sequence[float], bool]],
    classes: Sequence[str],
    findings: Findings,
) -> Annotated:
    """Return the objects of one image that can be right.

    Args:
        file: where they are written, for messages.
        image: its file.
        name: what the data set calls it.
        size: width and height of the image.
        objects: (class, `x1 y1 x2 y2`, ignored) as the file has them.
        classes: all names.
        findings: gets what is wrong.
    """
    width, height = size
    good: list[tuple[tuple[float, float, float, float], int, bool]] = []
    for label, box, ignored in objects:
        shown = f"{label} at {', '.join(f'{edge:g}' for edge in box)}"
        if label not in classes:
            findings.report(file, "unknown class", shown)
            continue
        if len(box) != 4 or not all(math.isfinite(edge) for edge in box):
            findings.report(file, "box that is not four finite numbers", shown)
            continue
        x1, y1, x2, y2 = box
        if x2 <= x1 or y2 <= y1:
            findings.report(file, "box without area", shown)
            continue
        cut = (max(x1, 0.0), max(y1, 0.0), min(x2, float(width)), min(y2, float(height)))
        if cut[2] <= cut[0] or cut[3] <= cut[1]:
            findings.report(file, "box outside the image", shown)
            continue
        if cut != (x1, y1, x2, y2):
            findings.note(file, "box clipped to the image", shown)
        good.append((cut, list(classes).index(label), ignored))
    boxes, numbers, flags = zip(*good, strict=True) if good else ((), (), ())
    return Annotated(image, name, tuple(boxes), tuple(numbers), tuple(flags))


def inside(folder: Path, name: str, file: Path) -> Path:
    """Return the file `name` in `folder`.

    Raises:
        AnnotationError: the name leads out of the folder.
    """
    path = folder / name
    if "\0" in name or not path.resolve().is_relative_to(folder.resolve()):
        raise AnnotationError(f"{file} names {name!r}, which lies outside {folder}")
    return path
