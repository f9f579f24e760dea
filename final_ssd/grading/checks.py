"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. Both roots give the package's modules:
`getattr(student, "geometry.boxes").iou(a, b)`. The student's side may live in another process, so a
check hands over only numbers, strings, arrays, tensors, and what the student's side itself gave out.
What is expected comes from the reference alone; what an exercise builds on is the reference's where
the hand-in failed it. A check's docstring lists what the exercise's docstring says, and where the
check looks at it.
"""

from typing import Any

import numpy as np
import torch
from torchvision.ops import box_iou

from shared.grading.judging.checking import (
    assert_close,
    assert_equal,
    assert_gradients,
    assert_number,
    normal,
)


def _both(student: Any, reference: Any, name: str) -> tuple[Any, Any]:
    """The module `name` of the hand-in and that of the reference."""
    return getattr(student, name), getattr(reference, name)


def _boxes(rng: np.random.Generator, *shape: int) -> torch.Tensor:
    """Boxes of 1 to 50 pixels a side, some of which meet."""
    corner, sides = rng.uniform(0, 60, size=(*shape, 2)), rng.uniform(1, 50, size=(*shape, 2))
    return torch.from_numpy(np.concatenate([corner, corner + sides], axis=-1))


def _without_area() -> tuple[torch.Tensor, torch.Tensor]:
    """Points and lines: equal, apart on a line, apart, and one with a box around it."""
    first = [[2, 3, 2, 3], [1, 1, 4, 1], [1, 1, 1, 1], [0, 2, 5, 2], [1, 1, 1, 3]]
    second = [[2, 3, 2, 3], [6, 1, 9, 1], [4, 5, 4, 5], [1, 0, 3, 4], [1, 5, 1, 6]]
    return torch.tensor(first).double(), torch.tensor(second).double()


# 1 · Boxes


def _check_overlaps(
    name: str, student: Any, reference: Any, rng: np.random.Generator, hint: str
) -> None:
    theirs, ours = (getattr(m, name) for m in _both(student, reference, "geometry.boxes"))
    first, second = _boxes(rng, 200), _boxes(rng, 200)
    beside, below = torch.tensor([200.0, 0] * 2), torch.tensor([0.0, 200] * 2)
    touching = first + (first[:, 2:] - first[:, :2]).repeat(1, 2) * torch.tensor([1.0, 0] * 2)
    for one, other, what in (
        (first, first, "equal boxes"),
        (first, touching, "boxes that touch"),
        (*_without_area(), "boxes without area"),
        (first[:0], second[:0], "no boxes"),
        (first.float(), second.float(), "boxes in float32"),
    ):
        assert_close(theirs(one, other), ours(one, other), f"{name} of {what}", hint)
    inside = first + torch.tensor([0.1, 0.2, -0.3, -0.1])
    for one, other, what in (
        (first, second, "random boxes"),
        (first, second + 300, "boxes apart"),
        (first, second + beside, "boxes beside each other"),
        (first, second + below, "boxes above each other"),
        (first, inside, "boxes within boxes"),
        (first[:5, None], second[None, :7], "shapes that broadcast"),
        (first[0], second[:9], "one box and several"),
    ):
        assert_gradients(theirs, ours, (one, other), f"{name} of {what}", hint, rng=rng)


def paired_iou(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Intersection over union.

    - box by box: random, equal, touching, apart in one direction or both, one within the other;
      gradients where the boxes' edges differ
    - 0 for two boxes of no area: points and lines
    - shapes broadcast: each with each, one with several; also none
    """
    hint = "Shared area over the area that either covers; edges are places, not pixels."
    _check_overlaps("paired_iou", student, reference, rng, hint)


def paired_giou(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Generalized IoU.

    - IoU minus the share of the enclosing box that neither covers: the same boxes as for IoU
    - a gradient where boxes do not meet: boxes apart in one direction or both
    - boxes of no area: their IoU is 0; the share is 0 where the enclosing box has no area
    - shapes broadcast
    """
    hint = "IoU minus the share of the enclosing box that neither covers."
    _check_overlaps("paired_giou", student, reference, rng, hint)


# 2 · Anchors and matching


def shapes_of(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Shapes of anchors.

    - (width, height), width · height = size², height / width = ratio: drawn sizes and ratios
    - all ratios of the first size first: the order
    - other numbers of sizes and ratios, none among them
    """
    theirs, ours = _both(student, reference, "geometry.anchors")
    hint = "Sizes outside, ratios inside; (width, height); ratio is height / width, area size²."
    for sizes_count, ratios_count in ((2, 3), (3, 2), (1, 4), (4, 1), (0, 2)):
        sizes = [float(size) for size in rng.uniform(5, 80, size=sizes_count)]
        ratios = [float(ratio) for ratio in rng.uniform(0.2, 4, size=ratios_count)]
        actual, expected = theirs.shapes_of(sizes, ratios), ours.shapes_of(sizes, ratios)
        what = f"shapes_of({sizes}, {ratios})"
        assert isinstance(actual, tuple | list), f"{what}: expected a tuple of pairs. {hint}"
        assert_equal(len(actual), len(expected), f"the number of shapes of {what}", hint)
        for number, (shape, (width, height)) in enumerate(zip(actual, expected, strict=True)):
            assert isinstance(shape, tuple | list), f"{what}: a shape is a pair. {hint}"
            assert_equal(len(shape), 2, f"numbers of a shape of {what}", hint)
            assert_number(shape[0], width, f"width {number + 1} of {what}", hint)
            assert_number(shape[1], height, f"height {number + 1} of {what}", hint)


def level_anchors(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Anchors of a level.

    - centers at ((column + ½) · stride, (row + ½) · stride), the shapes around them
    - row by row, cell by cell, in the order of the shapes: three different shapes, and one
    - a cell that the image fills in part counts: sizes that the stride does not divide, one that is
      smaller than the stride
    - they may reach over the border: shapes larger than the image; float32
    """
    theirs, ours = _both(student, reference, "geometry.anchors")
    for image_size, stride, count in (
        (64, 8, 3),
        (70, 16, 3),
        (int(rng.integers(33, 60)), 16, 2),
        (int(rng.integers(5, 30)), 7, 1),
        (9, 16, 2),
    ):
        shapes = tuple(
            tuple(float(side) for side in shape) for shape in rng.uniform(4, 90, size=(count, 2))
        )
        assert_close(
            theirs.level_anchors(theirs.AnchorLevel(stride, shapes), image_size),
            ours.level_anchors(ours.AnchorLevel(stride, shapes), image_size),
            f"level_anchors, stride {stride}, image of {image_size} pixels",
            "Cells row by row, centers at (n + ½) · stride; a part of a cell at the border counts.",
        )


def _in_order(overlaps: torch.Tensor, matched: torch.Tensor) -> torch.Tensor:
    """Force pair by pair, from the greatest overlap on."""
    rest, result = overlaps.clone(), matched.clone()
    while rest.numel() and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), rest.shape[1])
        result[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return result


def match(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Matching anchors to targets.

    - ≥ positive, < negative, between: values at and around both thresholds, several thresholds
    - forced: each target takes its best anchor, also below the thresholds, and the others take
      their best of those left where several want one: dense tables with few anchors
    - in rounds or pair by pair: only tables for which both give the same
    - a target that overlaps none of those left has no anchor: rows of zeros, more targets than
      anchors
    - of equal overlaps the first counts: targets over one anchor, anchors of one target, and targets
      that are left over
    - no targets: all background; 0.5, 0.4 and force by default
    """
    theirs, ours = _both(student, reference, "geometry.matching")
    listed: list[list[list[float]]] = [
        [[0.3, 0.2, 0.1], [0.35, 0.1, 0.05]],
        [[0.39, 0.4, 0.49, 0.5, 0.9, 0.6]],
        [[0.6, 0.2], [0.6, 0.1]],
        [[0.1, 0.45, 0.2, 0.45]],
        [[0.0, 0.0, 0.0], [0.7, 0.0, 0.45]],
        [[0.0, 0.0, 0.0], [0.2, 0.1, 0.45]],
        [[0.2, 0.9], [0.8, 0.95], [0.3, 0.7]],
        [[0.6, 0.3], [0.7, 0.3], [0.8, 0.0]],
        [[0.0, 0.0], [0.0, 0.0]],
    ]
    # In float32 a table's 0.4 is the 0.4 of a threshold, whatever that was turned into.
    cases = [torch.tensor(rows, dtype=torch.float32) for rows in listed]
    cases.append(torch.zeros(0, 5, dtype=torch.float64))
    draws = [(0.7, 4, 30)] * 5 + [(0.3, 3, 12)] * 5 + [(0.9, 5, 7)] * 5
    while draws:
        highest, targets, anchors = draws[-1]
        overlaps = torch.from_numpy(rng.uniform(0, highest, size=(targets, anchors)))
        overlaps = (overlaps * 64).round() / 64  # some are equal, also to 0.5
        if torch.equal(
            ours.match(overlaps), _in_order(overlaps, ours.match(overlaps, force=False))
        ):
            cases.append(overlaps)
            draws.pop()
    hint = "Thresholds first: ≥ positive, < negative background, between ignored; forced last."
    for overlaps in cases:
        what = f"match of {len(overlaps)} targets and {overlaps.shape[1]} anchors"
        assert_close(theirs.match(overlaps), ours.match(overlaps), what, hint)
        for force in (True, False):
            positive, negative = 0.4 + 0.3 * float(rng.random()), 0.1 + 0.3 * float(rng.random())
            for thresholds in ((0.5, 0.4), (positive, negative), (0.6, 0.6)):
                assert_close(
                    theirs.match(overlaps, *thresholds, force=force),
                    ours.match(overlaps, *thresholds, force=force),
                    f"{what}, from {thresholds[0]:.2f}, below {thresholds[1]:.2f}, force={force}",
                    hint,
                )


# 3 · The coder


def encode(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Offsets of a target from its anchor.

    - centers in sizes of the anchor, logarithms of ratios of sizes, each over its variance; several
      variances and the default; any shape before the four numbers; gradients of the targets
    - nothing is added inside the logarithm: a very small target
    - float32 stays float32
    """
    theirs, ours = _both(student, reference, "geometry.coder")
    hint = "Centers in anchor sizes, the logarithm of the ratio of sizes, each over its variance."
    for variances, shape in (((0.1, 0.2), (50,)), ((0.3, 0.5), (50,)), ((0.5, 0.1), (2, 3))):
        targets, anchors = _boxes(rng, *shape), _boxes(rng, *shape)
        constants = {"anchors": anchors, "variances": variances}
        what = f"encode with variances {variances}"
        assert_gradients(
            theirs.encode, ours.encode, (targets,), what, hint, rng=rng, constants=constants
        )
    targets, anchors = _boxes(rng, 5), _boxes(rng, 5)
    expected = ours.encode(targets, anchors)
    assert_close(theirs.encode(targets, anchors), expected, "encode with VARIANCES", hint)
    single = targets.float(), anchors.float()
    assert_close(theirs.encode(*single), ours.encode(*single), "encode in float32", hint)
    small = torch.tensor([[0.0, 0, 1e-3, 1e-3]], dtype=torch.float64)
    anchor = torch.tensor([[0.0, 0, 200, 200]], dtype=torch.float64)
    assert_close(
        theirs.encode(small, anchor),
        ours.encode(small, anchor),
        "encode of a very small target",
        "Nothing is added inside the logarithm: a target without area must not come here at all.",
    )


def decode(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """A box from offsets.

    - the inverse of encode, as `x1 y1 x2 y2`: several variances and the default; gradients of the
      offsets
    - shapes broadcast: a batch of offsets on one set of anchors
    - a size grows at most 62.5 times: offsets around the limit and far beyond, in each direction,
      and sizes that shrink, which have no limit
    - no float overflows, on the way either: there the gradients are numbers, too
    - float32 stays float32
    """
    theirs, ours = _both(student, reference, "geometry.coder")
    hint = "The inverse of encode; the result is x1 y1 x2 y2."
    for variances, shape in (((0.1, 0.2), (50,)), ((0.3, 0.5), (50,)), ((0.5, 0.1), (3, 7))):
        constants = {"anchors": _boxes(rng, shape[-1]), "variances": variances}
        what = f"decode with variances {variances}"
        offsets = normal(rng, *shape, 4)
        assert_gradients(
            theirs.decode, ours.decode, (offsets,), what, hint, rng=rng, constants=constants
        )
    offsets, anchors = normal(rng, 5, 4), _boxes(rng, 5)
    expected = ours.decode(offsets, anchors)
    assert_close(theirs.decode(offsets, anchors), expected, "decode with VARIANCES", hint)
    single = offsets.float(), anchors.float()
    assert_close(theirs.decode(*single), ours.decode(*single), "decode in float32", hint)
    extreme = [
        [0, 0, 500, 30],
        [9, -9, 30, 500],
        [1, 2, 20.6, 20.8],
        [0, 1, -60, -3],
        [0, 0, 1e4, 0],
    ]
    for variances in ((0.1, 0.2), (0.2, 0.7)):
        offsets = torch.tensor(extreme, dtype=torch.float64)
        anchors = torch.tensor([[0.0, 0, 8, 8]], dtype=torch.float64) + float(rng.uniform(0, 9))
        for one in offsets.split(1):
            assert_gradients(
                theirs.decode,
                ours.decode,
                (one,),
                f"decode of the offsets {one[0].tolist()}",
                "A size grows at most 62.5 times, and may shrink as much as it wants to; nothing "
                "overflows on the way.",
                rng=rng,
                constants={"anchors": anchors, "variances": variances},
            )


# 4 · Losses


def hard_negatives(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Hard negatives.

    - in each image the negatives with the highest loss, `ratio` for each positive, rounded down:
      ratios that are no whole numbers, and the default
    - what is neither is left out; an image without a positive gives none; one with fewer negatives
      than wanted gives all
    - of equal losses the first: losses of few values
    - losses may have a gradient, and may be any numbers; the choice is of True and False
    - any number of images, also one, and of anchors
    """
    theirs, ours = _both(student, reference, "training.losses")
    hint = "In each image on its own; the highest losses; what is neither is never chosen."
    for number, ratios in enumerate([(), (1.0,), (3.0,), (2.5,), (0.75,), (), (3.0,), (1.5,)]):
        if number % 2:
            losses = torch.from_numpy(rng.integers(-3, 3, size=(4, 40)).astype(float))
        else:
            losses = torch.from_numpy(rng.permutation(160).reshape(4, 40) - 40.0)
        kind = torch.from_numpy(rng.choice(3, p=[0.1, 0.7, 0.2], size=(4, 40)))
        # Five positives: by 0.75 to 1 they are worth 3.75 negatives, not rounded up, nor to the nearest.
        kind[0] = torch.from_numpy(rng.permutation([0] * 5 + [1] * 28 + [2] * 7))
        kind[2][kind[2] == 0] = 1  # an image without a positive
        kind[3] = torch.from_numpy(rng.choice(3, p=[0.4, 0.3, 0.3], size=40))  # few negatives
        for images, anchors in ((4, 40), (2, 25), (1, 33)):
            part = losses[-images:, :anchors].clone().requires_grad_()
            positives = (kind == 0)[-images:, :anchors]
            negatives = (kind == 1)[-images:, :anchors]
            assert_close(
                theirs.hard_negatives(part, positives, negatives, *ratios),
                ours.hard_negatives(part, positives, negatives, *ratios),
                f"hard_negatives, {ratios[0] if ratios else 3.0:g} to 1, of {images} × {anchors}",
                hint,
            )


def focal_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Focal loss.

    - −α_t (1 − p_t)^γ ln p_t of every number, any shape: several α and γ, γ = 0, the defaults;
      gradients of the logits
    - finite for logits of ±1000, right or wrong, and so are the gradients
    - float32 stays float32
    """
    theirs, ours = _both(student, reference, "training.losses")
    hint = "−α_t (1 − p_t)^γ ln p_t; the logarithm must come from the logits to stay finite."
    for shape, alpha, gamma in (((40, 3), 0.25, 2.0), ((7,), 0.625, 1.0), ((2, 3, 4), 0.5, 0.0)):
        logits = 3 * normal(rng, *shape)
        targets = torch.from_numpy((rng.random(shape) < 0.4).astype(float))
        constants = {"targets": targets, "alpha": alpha, "gamma": gamma}
        what = f"focal_loss with α = {alpha}, γ = {gamma}"
        assert_gradients(
            theirs.focal_loss, ours.focal_loss, (logits,), what, hint, rng=rng, constants=constants
        )
        expected = ours.focal_loss(logits, targets)
        assert_close(theirs.focal_loss(logits, targets), expected, "focal_loss", hint)
        single = logits.float(), targets.float()
        expected = ours.focal_loss(*single)
        assert_close(theirs.focal_loss(*single), expected, "focal_loss in float32", hint)
        for logit in (1000.0, -1000.0, 120.0, -120.0):
            for target in (0.0, 1.0):
                one = (torch.tensor([logit]).double(),)
                constants = {**constants, "targets": torch.tensor([target]).double()}
                what = f"focal_loss of a logit of {logit:g} for {target:g}"
                assert_gradients(
                    theirs.focal_loss, ours.focal_loss, one, what, hint,
                    rng=rng, constants=constants,
                )  # fmt: skip


def smooth_l1(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Smooth L1.

    - d² / 2β where d < β, d − β/2 elsewhere, any shape: several β and the default; predictions
      above and below; differences of 0 and of β; gradients of the predictions
    - float32 stays float32
    """
    theirs, ours = _both(student, reference, "training.losses")
    hint = "d² / 2β below β, d − β/2 from there on."
    for beta, shape in ((1.0, (60,)), (0.1, (20, 4)), (float(rng.uniform(1.2, 3)), (3, 5, 4))):
        predictions, targets = 2 * beta * normal(rng, *shape), beta * normal(rng, *shape)
        targets[0] = predictions[0]
        constants = {"targets": targets, "beta": beta}
        what = f"smooth_l1 with β = {beta:.2f}"
        assert_gradients(
            theirs.smooth_l1,
            ours.smooth_l1,
            (predictions,),
            what,
            hint,
            rng=rng,
            constants=constants,
        )
        targets[0] = predictions[0] + beta
        expected = ours.smooth_l1(predictions, targets)
        assert_close(theirs.smooth_l1(predictions, targets), expected, "smooth_l1", hint)
        single = predictions.float(), targets.float()
        expected = ours.smooth_l1(*single)
        assert_close(theirs.smooth_l1(*single), expected, "smooth_l1 in float32", hint)
        expected = ours.smooth_l1(predictions, targets, beta)
        assert_close(theirs.smooth_l1(predictions, targets, beta), expected, what, hint)


# 5 · NMS and average precision


def _threshold_between(rng: np.random.Generator, boxes: torch.Tensor) -> float:
    """Draw a threshold that no IoU of these boxes is within rounding of."""
    overlaps = box_iou(boxes.double(), boxes.double())
    while True:
        threshold = float(rng.uniform(0.1, 0.6))
        if (overlaps - threshold).abs().min() > 1e-5:
            return threshold


def nms(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Non-maximum suppression.

    - take the best, drop what overlaps it more than the threshold, repeat: a box that was dropped
      drops none; random boxes in float32 and float64
    - of equal scores the earlier first: scores of few values, some or all of them below 0
    - an IoU equal to the threshold stays: one box that is half of another; boxes of no area stay
    - numbers of boxes (int64), best first; none of none
    """
    theirs, ours = _both(student, reference, "geometry.nms")
    hint = "Take the best, drop what overlaps it by more than the threshold, go on with the rest."
    chain = torch.tensor([[0.0, 0, 10, 10], [4, 0, 14, 10], [8, 0, 18, 10]], dtype=torch.float64)
    equal = torch.tensor([[0.0, 0, 2, 1], [0, 0, 1, 1]], dtype=torch.float64)
    points = torch.tensor([[1.0, 1, 1, 1], [1, 1, 1, 1], [0, 0, 2, 2]], dtype=torch.float64)
    three = torch.tensor([0.7, 0.9, 0.8])
    cases = [(chain, three.sort(descending=True).values, 0.2), (chain, three, 0.2)]
    cases += [(equal, three[1:], 0.5), (points, three, 0.3), (points, three, 0.0)]
    cases += [(chain[:0], three[:0], 0.5), (chain[:1], three[:1], 0.5)]
    for number in range(8):
        boxes = _boxes(rng, 40).to(torch.float32 if number > 5 else torch.float64)
        values = torch.from_numpy(rng.integers(-15, 15 if number % 2 else -11, size=40) / 30)
        cases.append((boxes, values, _threshold_between(rng, boxes)))
    for boxes, values, threshold in cases:
        what = f"nms of {len(boxes)} boxes, threshold {threshold:.2f}"
        expected = ours.nms(boxes, values, threshold)
        assert_close(theirs.nms(boxes, values, threshold), expected, what, hint)


def _curve(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Recall and precision after each of `count` detections, the first of which may be wrong."""
    right = rng.random(count) < 0.6
    total = int(right.sum()) + int(rng.integers(1, 4))
    return right.cumsum() / total, right.cumsum() / np.arange(1, count + 1)


def average_precision_everywhere(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Average precision: the whole area.

    - the exact area under the envelope, from recall 0 to the last: drawn curves, with a right and a
      wrong first detection, one that reaches recall 1
    - 0 without a detection
    """
    theirs, ours = _both(student, reference, "metrics.average_precision")
    listed = [([0.0, 0.5, 0.5, 1.0], [0.0, 0.5, 1 / 3, 0.5]), ([0.25], [1.0]), ([0.0], [0.0])]
    curves = [(np.array(recall), np.array(precision)) for recall, precision in listed]
    for curve in (*curves, *(_curve(rng, count) for count in (12, 30, 30, 60, 0))):
        assert_number(
            theirs.average_precision_everywhere(*curve),
            ours.average_precision_everywhere(*curve),
            f"average_precision_everywhere of {len(curve[0])} detections",
            "Steps of recall times the best precision from there on.",
        )


def average_precision_at(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Average precision at given recalls.

    - the mean of the envelope, which is the best precision where recall is at least that: drawn
      curves, recalls that are met exactly
    - 0 where a recall is never reached; also without a detection
    - 11 places, 101, and others in any order
    """
    theirs, ours = _both(student, reference, "metrics.average_precision")
    exact = np.arange(1, 6) / 10, np.array([1.0, 0.9, 0.6, 0.7, 0.65])
    curves = [exact, *(_curve(rng, count) for count in (12, 30, 60, 0))]
    drawn = np.array([1.0, *rng.random(int(rng.integers(2, 7))), 0.0])  # in no order
    for recall, precision in curves:
        for places in (np.arange(0, 11) / 10, np.arange(0, 101) / 100, drawn):
            assert_number(
                theirs.average_precision_at(recall, precision, places),
                ours.average_precision_at(recall, precision, places),
                f"average_precision_at {len(places)} recalls, of {len(recall)} detections",
                "The best precision where recall is at least that; 0 where it never is.",
            )


# 6 · Pyramid and heads


def merge(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Merging two levels of the pyramid.

    - nearest neighbor, as torch's mode "nearest": sizes that are twice as large, about twice, more
      than twice, and equal
    - the finer map's size, which need be no square; height and width grow by factors of their own
    - any batch and number of channels
    - the sum: values, and gradients of both maps
    - float32 stays float32
    """
    theirs, ours = _both(student, reference, "models.fpn")
    hint = "Nearest neighbor, to the finer map's size whatever it is, and the sum."
    for (batch, channels), low, high in (
        ((2, 3), (4, 3), (8, 6)),
        ((2, 3), (5, 4), (9, 7)),
        ((1, 4), (3, 5), (5, 9)),
        ((2, 3), (2, 2), (2, 2)),
        ((3, 1), (4, 3), (10, 5)),
        ((2, 2), (3, 5), (3, 12)),
    ):
        maps = normal(rng, batch, channels, *high), normal(rng, batch, channels, *low)
        what = f"merge of {high[0]}×{high[1]} and {low[0]}×{low[1]}"
        assert_gradients(theirs.merge, ours.merge, maps, what, hint, rng=rng)
        single = maps[0].float(), maps[1].float()
        assert_close(theirs.merge(*single), ours.merge(*single), f"{what} in float32", hint)


def by_anchor(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Predictions in the order of the anchors.

    - by row, by cell, by anchor: maps that are no squares, of several sizes, also one row and one
      column; several anchors, numbers and images, also one
    - channels k · numbers to (k + 1) · numbers − 1 are the k-th anchor's
    - gradients of the maps; float32 stays float32
    """
    theirs, ours = _both(student, reference, "models.heads")
    hint = "Channels go last before the reshape: row, column, anchor, number."
    for batch, anchors, numbers, size in (
        (2, 3, 4, (4, 6)),
        (3, 2, 5, (1, 5)),
        (1, 1, 3, (5, 3)),
        (4, 4, 1, (3, 1)),
        (1, 2, 2, (2, 7)),
    ):
        maps = normal(rng, batch, anchors * numbers, *size)
        assert_gradients(
            theirs.by_anchor,
            ours.by_anchor,
            (maps,),
            f"by_anchor with {anchors} anchors of {numbers} numbers, a map of {size[0]}×{size[1]}",
            hint,
            rng=rng,
            constants={"numbers": numbers},
        )
        expected = ours.by_anchor(maps.float(), numbers)
        assert_close(theirs.by_anchor(maps.float(), numbers), expected, "in float32", hint)
