"""Frames of boxes: where the edges in an annotation file are counted, and how they reach the picture.

A camera that is held upright stores its picture lying down and notes how to turn it (EXIF). Some tools
draw boxes on the stored pixels, others on the picture as a viewer shows it; some enlarged or shrank it
before. The size that the annotation file tells says which, unless both frames have the same size.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""`x1 y1 x2 y2`."""
Size = tuple[float, float]
"""Width and height."""

_BACK = {6: 8, 8: 6}  # the other turns are their own inverse


def turn(box: Sequence[float], size: Size, orientation: int) -> Box:
    """Turn a box together with its picture.

    Args:
        box: `x1 y1 x2 y2` in a picture of this size.
        size: of the picture before it is turned.
        orientation: how it is turned, as EXIF numbers it, from 1 (not at all) to 8.
    """
    (x1, y1, x2, y2), (width, height) = box, size
    left, right, top, bottom = (
        (x1, x2),
        (width - x2, width - x1),
        (y1, y2),
        (height - y2, height - y1),
    )
    across, down = {
        1: (left, top), 2: (right, top), 3: (right, bottom), 4: (left, bottom),
        5: (top, left), 6: (bottom, left), 7: (bottom, right), 8: (top, right),
    }[orientation]  # fmt: skip
    return across[0], down[0], across[1], down[1]


def turned(size: Size, orientation: int) -> Size:
    """Return the size of a picture after it is turned."""
    return (size[1], size[0]) if orientation >= 5 else size


@dataclass(frozen=True)
class Frame:
    """Where the edges of an image's boxes are counted.

    Attributes:
        size: width and height, as the annotation means them.
        orientation: how pictures in this frame become upright; 1 where they are.
    """

    size: Size
    orientation: int = 1

    def to_picture(self, box: Sequence[float], picture: Size) -> Box:
        """Return a box of this frame in the upright picture of this size."""
        return _scaled(
            turn(box, self.size, self.orientation), turned(self.size, self.orientation), picture
        )

    def from_picture(self, box: Sequence[float], picture: Size) -> Box:
        """Return a box of the upright picture of this size in this frame."""
        upright = turned(self.size, self.orientation)
        back = _BACK.get(self.orientation, self.orientation)
        return turn(_scaled(box, picture, upright), upright, back)


def _scaled(box: Sequence[float], size: Size, wanted: Size) -> Box:
    x1, y1, x2, y2 = box
    if size == wanted:
        return x1, y1, x2, y2
    across, down = wanted[0] / size[0], wanted[1] / size[1]
    return x1 * across, y1 * down, x2 * across, y2 * down


def possible_frames(
    told: Size | None, stored: Size, orientation: int, boxes: Sequence[Sequence[float]]
) -> tuple[Frame, ...]:
    """Find in which frames boxes can be meant: none, one, or the stored and the upright picture's.

    Args:
        told: the size that the annotation file tells, if it does.
        stored: the size of the picture as it is stored.
        orientation: how it must be turned, as EXIF numbers it.
        boxes: `x1 y1 x2 y2`; where no size is told they lie inside one frame, or in both.
    """
    upright = turned(stored, orientation)
    sizes = {1: upright} if orientation == 1 else {orientation: stored, 1: upright}
    if told is None:
        finite = [box for box in boxes if len(box) == 4 and all(map(math.isfinite, box))]
        frames = [Frame(size, turn) for turn, size in sizes.items()]
        holding = [frame for frame in frames if all(_holds(frame.size, box) for box in finite)]
        return tuple(holding or frames)
    exact = [turn for turn, size in sizes.items() if size == told]
    alike = [turn for turn, size in sizes.items() if _alike(told, size)]
    return tuple(Frame(told, turn) for turn in exact or alike)


def _holds(size: Size, box: Sequence[float]) -> bool:
    return box[2] <= size[0] + 1 and box[3] <= size[1] + 1


def _alike(one: Size, other: Size) -> bool:
    """Tell whether two sizes have the same proportions, but for rounding to whole pixels."""
    return abs(one[0] * other[1] - other[0] * one[1]) < max(*one, *other)
