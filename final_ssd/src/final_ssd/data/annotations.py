"""Annotations from files: checked, and what is wrong with them counted.

Labeled data have errors. BCCD has boxes without area; others name images that are not there, or
classes that nobody listed. Each finding names its file. Then it is dropped, or ends the reading, as
the caller says: never does it reach the network.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from final_ssd.data.frames import Box, Frame, Size, possible_frames, turned
from shared.data.images.photos import ImageError, image_size, orientation
from shared.errors import UserError
from shared.files import write_atomically
from shared.plain_text import printable

Policy = Literal["drop", "refuse"]
Split = Literal["train", "valid", "test"]


class AnnotationError(UserError):
    """A file of annotations that cannot be read, or that holds something that cannot be right."""


class Drawn(NamedTuple):
    """One object as its file has it: anything may be wrong with it."""

    label: str
    box: Sequence[float]
    ignored: bool


@dataclass(frozen=True)
class Record:
    """What a file says of one image, unchecked.

    Attributes:
        file: where it is written.
        image: the image's file.
        name: what the data set calls it (an id, a stem).
        file_name: the image's file name as the data set writes it.
        size: width and height that the file tells; None where it does not.
        objects: as the file has them.
    """

    file: Path
    image: Path
    name: int | str
    file_name: str
    size: Size | None
    objects: tuple[Drawn, ...]


@dataclass(frozen=True)
class Annotated:
    """One image and its objects.

    Attributes:
        record: what its file says.
        frame: where the file counts the edges of boxes.
        picture: width and height of the upright picture.
        boxes: `x1 y1 x2 y2` in pixels of the upright picture.
        classes: numbers, from 0.
        ignored: difficult objects and crowds.
    """

    record: Record
    frame: Frame
    picture: Size
    boxes: tuple[Box, ...]
    classes: tuple[int, ...]
    ignored: tuple[bool, ...]

    @property
    def image(self) -> Path:
        """Its file."""
        return self.record.image


@dataclass
class Findings:
    """What is wrong with a data set's files, and what had to be assumed of them.

    Attributes:
        policy: drop what is wrong, or refuse at the first.
        lines: one for each finding, with its file.
        counts: by kind.
        assumptions: sentences.
    """

    policy: Policy = "drop"
    lines: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    assumptions: list[str] = field(default_factory=list)

    def report(self, file: Path, kind: str, detail: str = "") -> None:
        """Note one.

        Raises:
            AnnotationError: the policy is to refuse.
        """
        self.note(file, kind, detail)
        if self.policy == "refuse":
            raise AnnotationError(f"{self.lines[-1]}. Mend it, or give --bad-boxes drop")

    def note(self, file: Path, kind: str, detail: str = "") -> None:
        """Count something that was mended without loss, such as a gray image or an edge clipped."""
        self.lines.append(printable(f"{file}: {kind}{': ' if detail else ''}{detail}"))
        self.counts[kind] += 1

    def assume(self, sentence: str) -> None:
        """Note what the files do not tell and was decided for them."""
        self.assumptions.append(printable(sentence))

    def summary(self) -> str:
        """Return all counts in one line; an empty one where nothing is wrong."""
        return ", ".join(f"{number} × {kind}" for kind, number in sorted(self.counts.items()))

    def write(self, path: Path) -> None:
        """Write all lines, counts and assumptions as JSON."""
        content = {
            "counts": dict(self.counts), "assumptions": self.assumptions, "lines": self.lines
        }  # fmt: skip
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, lambda file: file.write_text(text, encoding="utf-8"))


def check(
    splits: Mapping[Split, Sequence[Record]], classes: Sequence[str], findings: Findings
) -> dict[Split, list[Annotated]]:
    """Return the images that can be read, and of each the objects that can be right.

    Args:
        splits: what the files say.
        classes: all names.
        findings: gets what is wrong.
    """
    headers = iter(placed([record for own in splits.values() for record in own], findings))
    return {
        split: [
            _checked(record, header, classes, findings)
            for record in own
            if (header := next(headers))
        ]
        for split, own in splits.items()
    }


class Placed(NamedTuple):
    """What an image's file tells before it is decoded.

    Attributes:
        picture: width and height of the upright picture.
        frame: where the edges of its boxes are counted.
    """

    picture: Size
    frame: Frame


def placed(records: Sequence[Record], findings: Findings) -> list[Placed | None]:
    """Find where the boxes of each image are meant; None where it cannot be used.

    Where a file does not tell whether its boxes belong to the stored or to the upright picture, it is
    what the other files of the data set tell; the stored one where none does.

    Args:
        records: what the files say.
        findings: gets what is wrong.
    """
    headers = [_read_header(record, findings) for record in records]
    told: Counter[str] = Counter()
    unclear = 0
    for header in filter(None, headers):
        unclear += len(header.frames) == 2
        if len(header.frames) == 1 and header.orientation != 1:
            told["upright" if header.frames[0].orientation == 1 else "stored"] += 1
    assumed = "upright" if told["upright"] > told["stored"] else "stored"
    if unclear:
        why = f"as {told[assumed]} others tell" if told[assumed] else "as no other file tells"
        findings.assume(
            f"{unclear} turned picture(s) (EXIF) have boxes that fit the stored and the upright "
            f"pixels: taken for {assumed} ones, {why}"
        )
    chosen = -1 if assumed == "upright" else 0
    return [
        Placed(turned(header.stored, header.orientation), header.frames[chosen]) if header else None
        for header in headers
    ]


class _Header(NamedTuple):
    """What an image's file tells before it is decoded, and the frames that its boxes may have."""

    stored: Size
    orientation: int
    frames: tuple[Frame, ...]


def _read_header(record: Record, findings: Findings) -> _Header | None:
    """Read the header of a record's image; None where it cannot be used."""
    try:
        stored, turn = image_size(record.image), orientation(record.image)
    except ImageError as error:
        kind = "unreadable image" if record.image.exists() else "missing image"
        findings.report(record.image, kind, str(error))
        return None
    frames = possible_frames(record.size, stored, turn, [drawn.box for drawn in record.objects])
    if not frames:
        told = " × ".join(f"{side:g}" for side in record.size or ())
        findings.report(
            record.file, "size that is not the picture's",
            f"it tells {told}, {record.image} has {stored[0]} × {stored[1]}",
        )  # fmt: skip
        return None
    if record.size and record.size not in (stored, turned(stored, turn)):
        findings.note(record.file, "boxes of another size, scaled", record.file_name)
    return _Header(stored, turn, frames)


def _checked(
    record: Record, header: Placed, classes: Sequence[str], findings: Findings
) -> Annotated:
    """Return the objects of one image that can be right."""
    picture, frame = header
    good: list[tuple[Box, int, bool]] = []
    for label, box, ignored in record.objects:
        shown = f"{record.file_name}, {label} at {', '.join(f'{edge:g}' for edge in box)}"
        if not can_be_shown(label):
            findings.report(record.file, "class without a name that can be shown", repr(label))
            continue
        if label not in classes:
            findings.report(record.file, "unknown class", shown)
            continue
        if len(box) != 4 or not all(math.isfinite(edge) for edge in box):
            findings.report(record.file, "box that is not four finite numbers", shown)
            continue
        x1, y1, x2, y2 = whole = frame.to_picture(box, picture)
        if x2 <= x1 or y2 <= y1:
            findings.report(record.file, "box without area", shown)
            continue
        cut = max(x1, 0.0), max(y1, 0.0), min(x2, float(picture[0])), min(y2, float(picture[1]))
        if cut[2] <= cut[0] or cut[3] <= cut[1]:
            findings.report(record.file, "box outside the image", shown)
            continue
        if cut[2] - cut[0] < 1 or cut[3] - cut[1] < 1:
            findings.report(record.file, "box below a pixel", shown)
            continue
        if cut != whole:
            findings.note(record.file, "box clipped to the image", shown)
        good.append((cut, list(classes).index(label), ignored))
    boxes, numbers, flags = zip(*good, strict=True) if good else ((), (), ())
    return Annotated(record, frame, picture, tuple(boxes), tuple(numbers), tuple(flags))


def can_be_shown(name: str) -> bool:
    """Tell whether a name of people's own may be a class: it holds something, and no control character."""
    return bool(name) and printable(name) == name


def read_flag(value: object) -> bool | None:
    """Read a flag as tools write it: 1, True, "yes"; None for what is neither yes nor no."""
    text = str(value).strip().lower()
    if text in ("1", "1.0", "true", "yes"):
        return True
    return False if text in ("", "0", "0.0", "false", "no", "none", "unspecified") else None
