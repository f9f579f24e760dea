"""mAP: COCO's against pycocotools, VOC's against its rules written out, and by hand."""

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

from final_ssd.mean_average_precision import (
    Found,
    Truths,
    average_precision_at,
    average_precision_everywhere,
    coco,
    voc_average_precisions,
)


def pycocotools_result(found: Found, truths: Truths, classes: int, images: int) -> COCOeval:
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
            entries(truths, iscrowd=truths.ignored.astype(int), area=truths.areas),
            entries(found, score=found.scores),
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


def random_case(
    seed: int, images: int, classes: int, per_image: int, objects: int, crowds: float = 0.1
) -> tuple[Found, Truths]:
    """Boxes on a grid of eighths and scores of few values: exact ties in overlap and in score."""
    rng = np.random.default_rng(seed)

    def boxes(count: int) -> np.ndarray:
        corner, sides = rng.integers(0, 1600, (count, 2)), rng.integers(1, 1200, (count, 2))
        return np.concatenate([corner, corner + sides], axis=1) / 8

    count, total = images * objects, images * per_image
    truths = Truths.of(
        rng.integers(0, images, count), rng.integers(0, classes, count), boxes(count),
        rng.random(count) < crowds,
    )  # fmt: skip
    found = [rng.integers(0, images, total), rng.integers(0, classes, total), boxes(total)]
    if count:
        of = rng.integers(0, count, total)
        near = rng.random(total) < 0.7
        moved = truths.boxes[of] + rng.integers(-24, 25, (total, 4)) / 8 * rng.integers(
            0, 2, (total, 1)
        )
        moved[:, 2:] = np.maximum(moved[:, 2:], moved[:, :2] + 1 / 8)
        found = [
            np.where(near, truths.images[of], found[0]),
            np.where(near & (rng.random(total) < 0.9), truths.classes[of], found[1]),
            np.where(near[:, None], moved, found[2]),
        ]
    return Found.of(*found, rng.integers(0, 20, total) / 20), truths


CASES = [
    # images, classes, detections an image, objects an image, share of crowds
    (6, 3, 20, 6, 0.1),
    (4, 1, 130, 15, 0.2),  # more than 100 detections of one class in an image
    (5, 4, 8, 0, 0.0),  # no truths
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
        found, truths = random_case(seed, images, classes, *rest)
        theirs = pycocotools_result(found, truths, classes, images)
        ours = coco(found, truths, classes)
        np.testing.assert_allclose(list(ours.summary().values()), theirs.stats, rtol=0, atol=1e-9)
        np.testing.assert_allclose(
            ours.precision, theirs.eval["precision"][..., -1], rtol=0, atol=1e-9
        )
        np.testing.assert_allclose(ours.recall, theirs.eval["recall"], rtol=0, atol=1e-9)


def test_areas_may_differ_from_the_boxes() -> None:
    found, truths = random_case(0, 6, 3, 20, 6)
    areas = truths.areas * np.random.default_rng(1).uniform(0.01, 1, len(truths.areas))
    truths = Truths.of(truths.images, truths.classes, truths.boxes, truths.ignored, areas)
    theirs = pycocotools_result(found, truths, 3, 6)
    ours = coco(found, truths, 3).summary()
    np.testing.assert_allclose(list(ours.values()), theirs.stats, rtol=0, atol=1e-9)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000))
def test_perfect_detections_have_an_ap_of_one(seed: int) -> None:
    _, truths = random_case(seed, 4, 3, 1, 5, crowds=0)
    found = Found.of(truths.images, truths.classes, truths.boxes, np.ones(len(truths.images)))
    assert coco(found, truths, 3).average_precision() == pytest.approx(1)


def voc_by_its_rules(found: Found, truths: Truths, number: int, overlap: float) -> tuple[Any, Any]:
    """The development kit's VOCevaldet, line by line, with continuous coordinates."""
    right, wrong, taken = [], [], set()
    mine = [n for n in range(len(found.scores)) if found.classes[n] == number]
    for n in sorted(mine, key=lambda n: -found.scores[n]):
        largest, best = -1.0, None
        for t in range(len(truths.images)):
            if truths.images[t] != found.images[n] or truths.classes[t] != number:
                continue
            a, b = found.boxes[n], truths.boxes[t]
            w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            if w > 0 and h > 0:
                union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h
                if w * h / union > largest:
                    largest, best = w * h / union, t
        if largest >= overlap and best is not None:
            difficult = truths.ignored[best]
            right.append(int(not difficult and best not in taken))
            wrong.append(int(not difficult and best in taken))
            taken.add(best)
        else:
            right.append(0)
            wrong.append(1)
    total = sum(
        1
        for t in range(len(truths.images))
        if truths.classes[t] == number and not truths.ignored[t]
    )
    tp, fp = np.cumsum(right), np.cumsum(wrong)
    with np.errstate(invalid="ignore"):
        return tp / total, np.nan_to_num(tp / (tp + fp))


def test_voc_follows_the_development_kit() -> None:
    for seed in range(8):
        found, truths = random_case(seed, 5, 2, 20, 6, crowds=0.2)
        for eleven in (False, True):
            ours = voc_average_precisions(found, truths, 2, eleven_points=eleven)
            for number in range(2):
                recall, precision = voc_by_its_rules(found, truths, number, 0.5)
                if eleven:
                    expected = np.mean(
                        [max(precision[recall >= t], default=0) for t in np.linspace(0, 1, 11)]
                    )
                else:
                    r, p = np.append(0, recall), np.append(0, precision)
                    p = np.maximum.accumulate(p[::-1])[::-1]
                    expected = np.sum(np.diff(r) * p[1:])
                assert ours[number] == pytest.approx(expected, abs=1e-9)


def test_average_precision_by_hand() -> None:
    recall, precision = np.array([0.5, 0.5, 1.0]), np.array([1.0, 0.5, 2 / 3])
    assert average_precision_everywhere(recall, precision) == pytest.approx(0.5 + 0.5 * 2 / 3)
    at = average_precision_at(recall, precision, np.linspace(0, 1, 11))
    assert at == pytest.approx((6 * 1 + 5 * 2 / 3) / 11)
    assert average_precision_everywhere(np.zeros(0), np.zeros(0)) == 0


def test_a_class_without_truth_has_no_voc_ap() -> None:
    found, truths = Found.of([0], [1], [[0, 0, 1, 1]], [0.5]), Truths.of([0], [0], [[0, 0, 1, 1]])
    ap = voc_average_precisions(found, truths, 2)
    assert ap[0] == 0
    assert np.isnan(ap[1])
