"""The ground truth and the predictions of a whole data set as arrays, one row an object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int


@dataclass(frozen=True)
class GroundTruth:
    """The objects of all images.

    Attributes:
        images: number of the image of each object, from 0.
        classes: number of its class, from 0.
        boxes: `x1 y1 x2 y2`, float64.
        ignored: crowds (COCO) or difficult objects (VOC): finding them is neither right nor wrong.
        areas: in square pixels; COCO takes the area of the segment, if there is one, not of the box.
    """

    images: Int[np.ndarray, " object"]
    classes: Int[np.ndarray, " object"]
    boxes: Float[np.ndarray, "object 4"]
    ignored: Bool[np.ndarray, " object"]
    areas: Float[np.ndarray, " object"]

    @classmethod
    def of(
        cls,
        images: Sequence[int] | np.ndarray,
        classes: Sequence[int] | np.ndarray,
        boxes: Sequence[Sequence[float]] | np.ndarray,
        ignored: Sequence[bool] | np.ndarray | None = None,
        areas: Sequence[float] | np.ndarray | None = None,
    ) -> GroundTruth:
        """Make it from lists; nothing is ignored and areas are the boxes' where none are given."""
        placed = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
        none = np.zeros(len(placed), dtype=bool)
        sides = placed[:, 2:] - placed[:, :2]
        return cls(
            np.asarray(images, dtype=np.int64),
            np.asarray(classes, dtype=np.int64),
            placed,
            none if ignored is None else np.asarray(ignored, dtype=bool),
            sides.prod(axis=1) if areas is None else np.asarray(areas, dtype=np.float64),
        )

    def __getitem__(self, rows: np.ndarray) -> GroundTruth:
        """Take some of the objects, by their numbers or by a mask."""
        return GroundTruth(
            self.images[rows], self.classes[rows], self.boxes[rows], self.ignored[rows],
            self.areas[rows],
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.images)


@dataclass(frozen=True)
class Predictions:
    """The detections of all images: as GroundTruth, with scores."""

    images: Int[np.ndarray, " prediction"]
    classes: Int[np.ndarray, " prediction"]
    boxes: Float[np.ndarray, "prediction 4"]
    scores: Float[np.ndarray, " prediction"]

    @classmethod
    def of(
        cls,
        images: Sequence[int] | np.ndarray,
        classes: Sequence[int] | np.ndarray,
        boxes: Sequence[Sequence[float]] | np.ndarray,
        scores: Sequence[float] | np.ndarray,
    ) -> Predictions:
        """Make them from lists."""
        return cls(
            np.asarray(images, dtype=np.int64),
            np.asarray(classes, dtype=np.int64),
            np.asarray(boxes, dtype=np.float64).reshape(-1, 4),
            np.asarray(scores, dtype=np.float64),
        )

    def __getitem__(self, rows: np.ndarray) -> Predictions:
        """Take some of the predictions, by their numbers or by a mask."""
        return Predictions(
            self.images[rows], self.classes[rows], self.boxes[rows], self.scores[rows]
        )

    def __len__(self) -> int:
        return len(self.images)


def overlaps_of(
    first: Float[np.ndarray, "*batch 4"],
    second: Float[np.ndarray, "*batch 4"],
    crowd: Bool[np.ndarray, "*batch"] | None = None,
) -> Float[np.ndarray, "*batch"]:
    """Return IoU; with a crowd over the area of `first` alone, which may be one of its many."""
    opposite = np.minimum(first[..., 2:], second[..., 2:])
    sides = np.maximum(opposite - np.maximum(first[..., :2], second[..., :2]), 0)
    shared = sides[..., 0] * sides[..., 1]
    area = (first[..., 2] - first[..., 0]) * (first[..., 3] - first[..., 1])
    other = (second[..., 2] - second[..., 0]) * (second[..., 3] - second[..., 1])
    union = area + other - shared
    if crowd is not None:
        union = np.where(crowd, area, union)
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
