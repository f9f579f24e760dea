"""Anchor shapes from the data: k-means with the distance 1 − IoU (Redmon & Farhadi 2017, section 2).

Euclidean distance would care more for large boxes than for small ones; the IoU of two boxes with one
corner in common depends on their shapes alone, and is what matching asks for.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from final_ssd.geometry.anchors import AnchorLevel
from shared.errors import UserError

STARTS = 10
"""Of k-means, which ends in another place from each."""
STEP = 2 ** (1 / 3)
"""Between the sides of anchors of one ratio, as in RetinaNet."""
PER_CLASS = 1000
"""Shapes of each class, with repetitions."""
MOST = 20_000
"""Shapes of all classes together: where there are many classes each has fewer."""


class AnchorError(UserError):
    """Anchors that cannot be made from these boxes."""


def shape_iou(
    first: Float[Tensor, "first 2"], second: Float[Tensor, "second 2"]
) -> Float[Tensor, "first second"]:
    """Return the IoU of boxes that share a corner, from their (width, height)."""
    shared = torch.minimum(first[:, None], second[None]).prod(dim=-1)
    return shared / (first.prod(dim=1)[:, None] + second.prod(dim=1)[None] - shared)


def equal_classes(
    shapes: Float[Tensor, "box 2"], classes: Int[Tensor, " box"], each: int = PER_CLASS
) -> Float[Tensor, "chosen 2"]:
    """Let rare classes count as much as frequent ones, as they do in mAP.

    Else most anchors have the shapes of the most frequent class, and boxes of a rare class overlap
    them less.

    Args:
        shapes: (width, height) of boxes.
        classes: of the boxes.
        each: so many shapes are taken of each class, at equal distances, with repetitions; fewer where
            all together would be more than `MOST`.
    """
    own = [shapes[classes == number] for number in classes.unique()]
    each = min(each, max(1, MOST // max(1, len(own))))
    places = torch.arange(each, device=shapes.device)
    return torch.cat([shapes[:0], *(shape[places * len(shape) // each] for shape in own)])


def cluster_shapes(
    shapes: Float[Tensor, "box 2"],
    count: int,
    *,
    seed: int = 0,
    starts: int = STARTS,
    rounds: int = 100,
) -> Float[Tensor, "count 2"]:
    """Find the `count` shapes that cover the data best.

    Args:
        shapes: (width, height) of the training boxes, in pixels.
        count: how many anchors.
        seed: of the first choices, which are k-means++'s.
        starts: of all that it finds from so many first choices the one with the best mean IoU counts.
        rounds: at most so many from each start; it stops when no box changes its cluster.

    Returns:
        medians of the clusters, smallest area first.

    Raises:
        AnchorError: fewer distinct shapes than `count`.
    """
    if len(torch.unique(shapes, dim=0)) < count:
        raise AnchorError(
            f"{count} anchors need as many different boxes: give fewer, or more training data"
        )
    generator = torch.Generator().manual_seed(seed)
    found = [_clusters(shapes, count, generator, rounds) for _ in range(starts)]
    best = max(found, key=lambda centers: float(mean_iou(shapes, centers)))
    return best[best.prod(dim=1).argsort()]


def mean_iou(shapes: Float[Tensor, "box 2"], centers: Float[Tensor, "count 2"]) -> Tensor:
    """Return the mean over boxes of the IoU with the center that is most like it."""
    return shape_iou(shapes, centers).max(dim=1).values.mean()


def _clusters(
    shapes: Float[Tensor, "box 2"], count: int, generator: torch.Generator, rounds: int
) -> Float[Tensor, "count 2"]:
    """Return the medians that k-means finds from one first choice."""
    first = torch.randint(len(shapes), (1,), generator=generator)
    centers = shapes[first]
    while len(centers) < count:
        distance = 1 - shape_iou(shapes, centers).max(dim=1).values
        chosen = torch.multinomial(distance.clamp(min=1e-12) ** 2, 1, generator=generator)
        centers = torch.cat([centers, shapes[chosen]])
    members = torch.full((len(shapes),), -1)
    for _ in range(rounds):
        nearest = shape_iou(shapes, centers).argmax(dim=1)
        if torch.equal(nearest, members):
            break
        members = nearest
        centers = torch.stack(
            [
                shapes[members == number].median(dim=0).values
                if (members == number).any()
                else centers[number]
                for number in range(count)
            ]
        )
    return centers


def clustered_levels(
    shapes: Float[Tensor, "box 2"], strides: Sequence[int], per_level: int, *, seed: int = 0
) -> tuple[AnchorLevel, ...]:
    """Make levels with `per_level` clustered shapes each, small shapes on fine levels.

    Few boxes are enough: where too few differ, shapes a bit larger and smaller join them.

    Raises:
        AnchorError: there is no box.
    """
    if not len(shapes):
        raise AnchorError("anchors are made from the training boxes, and there is none")
    count = len(strides) * per_level
    own, steps = shapes, 0
    while len(torch.unique(shapes, dim=0)) < count:
        steps += 1
        shapes = torch.cat([own * STEP**power for power in range(-steps, steps + 1)])
    centers = cluster_shapes(shapes, count, seed=seed)
    groups = centers.reshape(len(strides), per_level, 2).tolist()
    return tuple(
        AnchorLevel(stride, tuple((width, height) for width, height in group))
        for stride, group in zip(strides, groups, strict=True)
    )
