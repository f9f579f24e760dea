"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. Both roots give the package's modules:
`getattr(student, "geometry.boxes").iou(a, b)`. The student's side may live in another process, so a
check hands over only numbers, strings, arrays, tensors, and what the student's side itself gave out. NMS
uses the student's own IoU, so that a mistake there costs its points once.
"""

from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import assert_close, assert_number, normal


def _boxes(rng: np.random.Generator, count: int) -> torch.Tensor:
    corner, sides = rng.uniform(0, 60, size=(count, 2)), rng.uniform(1, 50, size=(count, 2))
    return torch.from_numpy(np.concatenate([corner, corner + sides], axis=1))


# 1 · Boxes


def paired_iou(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.boxes"), getattr(reference, "geometry.boxes")
    first, second = _boxes(rng, 200), _boxes(rng, 200)
    for one, other, what in (
        (first, second, "random boxes"),
        (first, first, "equal boxes"),
        (first, first + 200, "boxes apart"),
        (first, first + torch.tensor([0.0, 200, 0, 200]), "boxes above each other"),
        (first[:5, None], second[None, :7], "shapes that broadcast"),
    ):
        assert_close(
            theirs.paired_iou(one, other),
            ours.paired_iou(one, other),
            f"paired_iou of {what}",
            "Shared area over the area that either covers; edges are places, not pixels.",
        )


def paired_giou(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.boxes"), getattr(reference, "geometry.boxes")
    first, second = _boxes(rng, 200), _boxes(rng, 200)
    for one, other, what in (
        (first, second, "random boxes"),
        (first, first, "equal boxes"),
        (first, second + 300, "boxes far apart"),
    ):
        assert_close(
            theirs.paired_giou(one, other),
            ours.paired_giou(one, other),
            f"paired_giou of {what}",
            "IoU minus the share of the enclosing box that neither covers.",
        )


# 2 · Anchors and matching


def shapes_of(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.anchors"), getattr(reference, "geometry.anchors")
    for _ in range(5):
        sizes = [float(size) for size in rng.uniform(5, 80, size=2)]
        ratios = [1.0, 2.0, float(rng.uniform(0.2, 0.8))]
        actual = theirs.shapes_of(sizes, ratios)
        assert len(actual) == 6, f"shapes_of two sizes and three ratios gives {len(actual)} shapes"
        assert_close(
            torch.tensor([[float(side) for side in shape] for shape in actual]),
            torch.tensor(ours.shapes_of(sizes, ratios)),
            f"shapes_of({sizes}, {ratios})",
            "Sizes outside, ratios inside; (width, height); ratio is height / width, area size².",
        )


def level_anchors(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.anchors"), getattr(reference, "geometry.anchors")
    for image_size, stride in ((64, 8), (70, 16), (int(rng.integers(33, 60)), 16)):
        shapes = [[float(side) for side in shape] for shape in rng.uniform(4, 40, size=(3, 2))]
        assert_close(
            theirs.level_anchors(theirs.AnchorLevel(stride, shapes), image_size),
            ours.level_anchors(ours.AnchorLevel(stride, shapes), image_size),
            f"level_anchors, stride {stride}, image of {image_size} pixels",
            "Cells row by row, centers at (n + ½) · stride; a part of a cell at the border counts.",
        )


def match(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.matching"), getattr(reference, "geometry.matching")
    cases = [
        torch.tensor([[0.3, 0.2, 0.1], [0.35, 0.1, 0.05]], dtype=torch.float64),
        torch.tensor([[0.39, 0.4, 0.49, 0.5, 0.9]], dtype=torch.float64),
        torch.zeros(0, 5, dtype=torch.float64),
    ]
    cases += [torch.from_numpy(rng.uniform(0, 0.7, size=(4, 30))) for _ in range(5)]
    cases += [torch.from_numpy(rng.uniform(0, 0.3, size=(3, 12))) for _ in range(5)]
    for overlaps in cases:
        for force in (True, False):
            assert_close(
                theirs.match(overlaps, 0.5, 0.4, force=force),
                ours.match(overlaps, 0.5, 0.4, force=force),
                f"match of {len(overlaps)} targets and {overlaps.shape[1]} anchors, force={force}",
                "Thresholds first: ≥ 0.5 positive, < 0.4 background, between ignored; forced last.",
            )


# 3 · The coder


def encode(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.coder"), getattr(reference, "geometry.coder")
    for variances in ((0.1, 0.2), (0.3, 0.5)):
        targets, anchors = _boxes(rng, 50), _boxes(rng, 50)
        assert_close(
            theirs.encode(targets, anchors, variances),
            ours.encode(targets, anchors, variances),
            f"encode with variances {variances}",
            "Centers in anchor sizes, the logarithm of the ratio of sizes, each over its variance.",
        )
    small = torch.tensor([[0.0, 0, 1e-3, 1e-3]], dtype=torch.float64)
    anchor = torch.tensor([[0.0, 0, 200, 200]], dtype=torch.float64)
    assert_close(
        theirs.encode(small, anchor),
        ours.encode(small, anchor),
        "encode of a very small target",
        "Nothing is added inside the logarithm: a target without area must not come here at all.",
    )


def decode(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "geometry.coder"), getattr(reference, "geometry.coder")
    for variances in ((0.1, 0.2), (0.3, 0.5)):
        offsets, anchors = normal(rng, 50, 4), _boxes(rng, 50)
        assert_close(
            theirs.decode(offsets, anchors, variances),
            ours.decode(offsets, anchors, variances),
            f"decode with variances {variances}",
            "The inverse of encode; the result is x1 y1 x2 y2.",
        )
    offsets = torch.tensor([[0.0, 0, 500, 30]], dtype=torch.float64)
    assert_close(
        theirs.decode(offsets, _boxes(rng, 1) * 0 + torch.tensor([0.0, 0, 8, 8])),
        ours.decode(offsets, torch.tensor([[0.0, 0, 8, 8]], dtype=torch.float64)),
        "decode of a huge offset",
        "A size grows at most e^LARGEST_GROWTH times.",
    )


# 4 · Losses


def hard_negatives(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "training.losses"), getattr(reference, "training.losses")
    for _ in range(6):
        losses = torch.from_numpy(rng.permutation(120).reshape(3, 40).astype(float))
        kind = torch.from_numpy(rng.choice(3, p=[0.1, 0.7, 0.2], size=(3, 40)))
        kind[2][kind[2] == 0] = 1  # an image without a positive
        ratio = float(rng.choice([1.0, 3.0]))
        assert_close(
            theirs.hard_negatives(losses, kind == 0, kind == 1, ratio),
            ours.hard_negatives(losses, kind == 0, kind == 1, ratio),
            f"hard_negatives, {ratio:g} to 1",
            "In each image on its own; the highest losses; what is neither is never chosen.",
        )


def focal_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "training.losses"), getattr(reference, "training.losses")
    logits = 3 * normal(rng, 40, 3)
    logits[0] = torch.tensor([1000.0, -1000.0, 0.0])
    targets = torch.from_numpy((rng.random((40, 3)) < 0.4).astype(float))
    targets[0] = torch.tensor([0.0, 1.0, 1.0])
    for alpha, gamma in ((0.25, 2.0), (0.6, 1.0), (0.5, 0.0)):
        assert_close(
            theirs.focal_loss(logits, targets, alpha, gamma),
            ours.focal_loss(logits, targets, alpha, gamma),
            f"focal_loss with α = {alpha}, γ = {gamma}",
            "−α_t (1 − p_t)^γ ln p_t; the logarithm must come from the logits to stay finite.",
        )


def smooth_l1(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "training.losses"), getattr(reference, "training.losses")
    for beta in (1.0, 0.1, float(rng.uniform(0.3, 3))):
        predictions, targets = 2 * normal(rng, 60), normal(rng, 60)
        assert_close(
            theirs.smooth_l1(predictions, targets, beta),
            ours.smooth_l1(predictions, targets, beta),
            f"smooth_l1 with β = {beta:.2f}",
            "d² / 2β below β, d − β/2 from there on.",
        )


# 5 · NMS and average precision


def nms(student: Any, reference: Any, rng: np.random.Generator) -> None:
    hint = "Take the best, drop what overlaps it by more than the threshold, go on with the rest."
    chain = torch.tensor([[0.0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]], dtype=torch.float64)
    equal = torch.tensor([[0.0, 0, 2, 1], [0, 0, 1, 1]], dtype=torch.float64)
    scores = [torch.tensor([0.9, 0.8, 0.7]), torch.tensor([0.9, 0.8])]
    cases = [(chain, scores[0], 0.2), (equal, scores[1], 0.5), (chain[:0], scores[0][:0], 0.5)]
    for _ in range(6):
        values = torch.from_numpy(rng.integers(0, 30, size=40) / 30)
        cases.append((_boxes(rng, 40), values, float(rng.uniform(0.1, 0.6))))
    for boxes, values, threshold in cases:
        overlaps = getattr(student, "geometry.boxes").iou(boxes, boxes) if len(boxes) else None
        order = values.argsort(descending=True, stable=True).tolist()
        expected: list[int] = []
        for number in order:
            if all(overlaps[number, better] <= threshold for better in expected):
                expected.append(number)
        assert_close(
            getattr(student, "geometry.nms").nms(boxes, values, threshold),
            torch.tensor(expected, dtype=torch.long),
            f"nms of {len(boxes)} boxes, threshold {threshold:.2f}",
            hint,
        )


def _curve(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    right = rng.random(count) < 0.6
    right[:1] = True  # or the first step of recall, from 0, is empty
    total = int(right.sum()) + int(rng.integers(1, 4))
    return right.cumsum() / total, right.cumsum() / np.arange(1, count + 1)


def average_precision_everywhere(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = (
        getattr(student, "metrics.average_precision"),
        getattr(reference, "metrics.average_precision"),
    )
    for count in (12, 30, 30, 60, 0):
        curve = _curve(rng, count)
        assert_number(
            theirs.average_precision_everywhere(*curve),
            ours.average_precision_everywhere(*curve),
            f"average_precision_everywhere of {count} detections",
            "Steps of recall times the best precision from there on.",
        )


def average_precision_at(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = (
        getattr(student, "metrics.average_precision"),
        getattr(reference, "metrics.average_precision"),
    )
    exact = np.arange(1, 6) / 10, np.array([1.0, 0.9, 0.8, 0.7, 0.6])
    curves = [exact, *(_curve(rng, count) for count in (12, 30, 60, 0))]
    for recall, precision in curves:
        for places in (np.arange(0, 11) / 10, np.linspace(0, 1, 101)):
            assert_number(
                theirs.average_precision_at(recall, precision, places),
                ours.average_precision_at(recall, precision, places),
                f"average_precision_at {len(places)} recalls",
                "The best precision where recall is at least that; 0 where it never is.",
            )


# 6 · Pyramid and heads


def merge(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "models.fpn"), getattr(reference, "models.fpn")
    for low, high in ((4, 8), (5, 9), (3, 5)):
        finer, coarser = normal(rng, 2, 3, high, high), normal(rng, 2, 3, low, low)
        assert_close(
            theirs.merge(finer, coarser),
            ours.merge(finer, coarser),
            f"merge of {high}×{high} and {low}×{low}",
            "Nearest neighbor, to the finer map's size whatever it is.",
        )


def by_anchor(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "models.heads"), getattr(reference, "models.heads")
    for anchors, numbers in ((3, 4), (2, 5)):
        maps = normal(rng, 2, anchors * numbers, 4, 6)
        assert_close(
            theirs.by_anchor(maps, numbers),
            ours.by_anchor(maps, numbers),
            f"by_anchor with {anchors} anchors of {numbers} numbers",
            "Channels go last before the reshape: row, column, anchor, number.",
        )
