"""COCO's mAP against pycocotools: precision, recall and the twelve figures."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from random_objects import random_case

from final_ssd.metrics.coco import RECALLS, _needed, coco
from final_ssd.metrics.objects import GroundTruth, Predictions


def pycocotools_result(
    predictions: Predictions, ground_truth: GroundTruth, classes: int, images: int
) -> COCOeval:
    def entries(data: Any, **more: Any) -> list[dict[str, Any]]:
        return [
            {
                "id": number + 1,
                "image_id": int(data.images[number]) + 1,
                "category_id": int(data.classes[number]) + 1,
                "bbox": [x1, y1, x2 - x1, y2 - y1],
                "area": (x2 - x1) * (y2 - y1),
                "iscrowd": 0,
                **{name: values[number].item() for name, values in more.items()},
            }
            for number, (x1, y1, x2, y2) in enumerate(data.boxes.tolist())
        ]

    with contextlib.redirect_stdout(io.StringIO()):
        sides = []
        for content in (
            entries(
                ground_truth, iscrowd=ground_truth.ignored.astype(int), area=ground_truth.areas
            ),
            entries(predictions, score=predictions.scores),
        ):
            side = COCO()
            side.dataset = {
                "images": [{"id": number + 1} for number in range(images)],
                "categories": [{"id": number + 1} for number in range(classes)],
                "annotations": content,
            }
            side.createIndex()
            sides.append(side)
        evaluation = COCOeval(*sides, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return evaluation


CASES = [
    # images, classes, detections an image, objects an image, share of crowds
    (6, 3, 20, 6, 0.1),
    (4, 1, 130, 15, 0.2),  # more than 100 detections of one class in an image
    (5, 4, 8, 0, 0.0),  # no objects
    (5, 4, 0, 6, 0.0),  # no detections
    (1, 1, 0, 0, 0.0),
    (6, 40, 10, 3, 0.0),  # classes that nothing shows
    (4, 2, 30, 8, 1.0),  # crowds only
    (3, 2, 60, 40, 0.3),
]


@pytest.mark.parametrize("case", CASES)
def test_coco_is_pycocotools(case: tuple[int, int, int, int, float]) -> None:
    images, classes, *rest = case
    for seed in range(4):
        predictions, ground_truth = random_case(seed, images, classes, *rest)
        theirs = pycocotools_result(predictions, ground_truth, classes, images)
        ours = coco(predictions, ground_truth, classes)
        np.testing.assert_allclose(list(ours.summary().values()), theirs.stats, rtol=0, atol=1e-9)
        np.testing.assert_allclose(
            ours.precision, theirs.eval["precision"][..., -1], rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(ours.recall, theirs.eval["recall"], rtol=0, atol=1e-9)


def test_areas_may_differ_from_the_boxes() -> None:
    predictions, ground_truth = random_case(0, 6, 3, 20, 6)
    areas = ground_truth.areas * np.random.default_rng(1).uniform(0.01, 1, len(ground_truth.areas))
    ground_truth = GroundTruth.of(
        ground_truth.images, ground_truth.classes, ground_truth.boxes, ground_truth.ignored, areas
    )
    theirs = pycocotools_result(predictions, ground_truth, 3, 6)
    ours = coco(predictions, ground_truth, 3).summary()
    np.testing.assert_allclose(list(ours.values()), theirs.stats, rtol=0, atol=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_perfect_detections_have_an_ap_of_one(seed: int) -> None:
    _, ground_truth = random_case(seed, 4, 3, 1, 5, crowds=0)
    predictions = Predictions.of(
        ground_truth.images,
        ground_truth.classes,
        ground_truth.boxes,
        np.ones(len(ground_truth.images)),
    )
    assert coco(predictions, ground_truth, 3).average_precision() == pytest.approx(1)


def test_a_recall_is_reached_where_the_quotient_says_so() -> None:
    totals = np.arange(1, 400)
    expected = [np.searchsorted(np.arange(1, n + 1) / n, RECALLS) + 1 for n in totals]
    np.testing.assert_array_equal(_needed(totals), expected)
