"""Predictions and ground truth drawn at random, for the tests of the metrics."""

from __future__ import annotations

import numpy as np

from final_ssd.metrics.objects import GroundTruth, Predictions


def random_case(
    seed: int, images: int, classes: int, per_image: int, objects: int, crowds: float = 0.1
) -> tuple[Predictions, GroundTruth]:
    """Boxes on a grid of eighths and scores of few values: exact ties in overlap and in score."""
    rng = np.random.default_rng(seed)

    def boxes(count: int) -> np.ndarray:
        corner, sides = rng.integers(0, 1600, (count, 2)), rng.integers(1, 1200, (count, 2))
        return np.concatenate([corner, corner + sides], axis=1) / 8

    count, total = images * objects, images * per_image
    ground_truth = GroundTruth.of(
        rng.integers(0, images, count), rng.integers(0, classes, count), boxes(count),
        rng.random(count) < crowds,
    )  # fmt: skip
    columns = [rng.integers(0, images, total), rng.integers(0, classes, total), boxes(total)]
    if count:
        of = rng.integers(0, count, total)
        near = rng.random(total) < 0.7
        moved = ground_truth.boxes[of] + rng.integers(-24, 25, (total, 4)) / 8 * rng.integers(
            0, 2, (total, 1)
        )
        moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1 / 8)
        columns = [
            np.where(near, ground_truth.images[of], columns[0]),
            np.where(near & (rng.random(total) < 0.9), ground_truth.classes[of], columns[1]),
            np.where(near[:, None], moved, columns[2]),
        ]
    return Predictions.of(*columns, rng.integers(0, 20, total) / 20), ground_truth
