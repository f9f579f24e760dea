"""Non-maximum suppression without a loop over boxes: the list of `nms`, several times as fast.

Suppression is sequential only along chains of overlapping boxes, and most pairs of boxes lie far
apart. So there are three steps.

1. *Thin out.* The best boxes that are left are compared with all others at once, as long as that
   removes many: where a detector piles hundreds of boxes on one object, few survive.
2. *Find pairs.* IoU is at most the overlap of the two x-intervals over their union. So with boxes
   sorted by their left edge, one that overlaps box i by more than t begins at most (1 − t) widths of i
   to the right of it: a window of neighbours. Rows of boxes are compared with their common window by
   whole-array operations without division; the few pairs that pass are then computed exactly.
3. *Decide.* A box that overlaps no better undecided one is kept, and drops those that it overlaps.
   Repeated until nothing is undecided this is the greedy list: a box is decided just when all better
   ones that overlap it are.

The exact IoU is computed in the order of operations of torchvision's CPU kernel, so that even its
rounding agrees.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

ROWS = 64  # boxes compared with their window at once; both should fit into the cache
SLACK = 1e-3  # the quick comparison may let pairs pass that are not, never the other way round


def fast_nms(
    boxes: Float[Tensor, "box 4"],
    scores: Float[Tensor, " box"],
    threshold: float,
    groups: Int[Tensor, " box"] | None = None,
) -> Int[Tensor, " kept"]:
    """The same as `nms`, or with `groups` the same as `nms_by_group`.

    Args:
        boxes: `x1 y1 x2 y2` with x1 ≤ x2 and y1 ≤ y2, finite.
        scores: the higher the better; of equal ones the earlier goes first.
        threshold: a box with a greater IoU with a kept one is dropped; not negative.
        groups: boxes of different groups never suppress each other.

    Returns:
        the numbers of the kept boxes, best first.
    """
    order = scores.argsort(descending=True, stable=True)
    # From here on a box is known by its rank: a smaller number is a better box.
    edges = boxes.detach()[order].cpu().T.contiguous()
    labels = None if groups is None else groups[order].cpu().numpy()
    kept = _Suppression(edges, labels, threshold).kept()
    return order[torch.from_numpy(kept).to(order.device)]


class _Suppression:
    """Boxes by rank, as rows of left, top, right and bottom edges."""

    def __init__(
        self, edges: Float[Tensor, "4 box"], labels: np.ndarray | None, threshold: float
    ) -> None:
        self.edges, self.labels, self.threshold = edges, labels, threshold
        self.areas = (edges[2] - edges[0]) * (edges[3] - edges[1])
        # IoU > t is the same as: intersection > t / (1 + t) · (sum of the areas).
        self.shares = self.areas * (threshold / (1 + threshold) * (1 - SLACK))

    def kept(self) -> Bool[np.ndarray, " box"]:
        """Which boxes the greedy rule keeps."""
        count = self.edges.shape[1]
        kept = np.zeros(count, dtype=bool)
        rest = np.arange(count)
        while self.labels is None and len(rest) > 2 * ROWS:
            leaders, others = rest[:ROWS], rest[ROWS:]
            best = leaders[self._decide(leaders)]
            kept[best] = True
            left = others[~self._dropped(best, others)]
            rest = left
            if len(others) - len(left) < len(others) // 8:
                break
        kept[rest[self._decide(rest)]] = True
        return kept

    def _dropped(self, best: np.ndarray, others: np.ndarray) -> Bool[np.ndarray, " other"]:
        """Which of the others overlap one of the best too much."""
        dropped = np.zeros(len(others), dtype=bool)
        row, column = _near(
            [line[best, None] for line in (*self.edges, self.shares)],
            [line[others] for line in (*self.edges, self.shares)],
        )
        exact = self._too_much(best[row], others[column])
        dropped[column[exact]] = True
        return dropped

    def _decide(self, chosen: np.ndarray) -> Bool[np.ndarray, " chosen"]:
        """Which of these boxes, in the order of their ranks, the greedy rule keeps."""
        better, worse = self._pairs(chosen)
        kept = np.zeros(len(chosen), dtype=bool)
        undecided = np.ones(len(chosen), dtype=bool)
        while len(worse):
            blocked = np.zeros(len(chosen), dtype=bool)
            blocked[worse] = True
            free = undecided & ~blocked
            kept |= free
            undecided &= blocked
            undecided[worse[free[better]]] = False
            matters = undecided[worse] & undecided[better]
            better, worse = better[matters], worse[matters]
        return kept | undecided

    def _pairs(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of chosen boxes that overlap too much: places of the better and of the worse."""
        keys = self.edges[0, chosen].double().numpy()
        widths = (self.edges[2, chosen] - self.edges[0, chosen]).double().numpy()
        reach = (1 - self.threshold * (1 - SLACK)) * widths
        if self.labels is not None:  # a group's boxes stand together, far from those of others
            _, numbers = np.unique(self.labels[chosen], return_inverse=True)
            keys = keys + numbers * (np.ptp(keys) + reach.max(initial=0) + 1)
        by_key = np.argsort(keys, kind="stable")
        ends = np.searchsorted(keys[by_key], (keys + reach)[by_key], side="right")
        lines = (*self.edges[:, chosen[by_key]], self.shares[chosen[by_key]])
        upright = tuple(line[:, None] for line in lines)
        height = ROWS if self.labels is None else 2 * ROWS  # windows of a group are short
        none = np.empty(0, dtype=np.int64)
        rows, columns = [none], [none]
        for start in range(0, len(chosen), height):
            last = start + height
            end = int(ends[start:last].max())
            row, column = _near(
                [line[start:last] for line in upright], [line[start:end] for line in lines]
            )
            rows.append(row + start)
            columns.append(column + start)
        lower, higher = np.concatenate(rows), np.concatenate(columns)
        after = higher > lower  # each pair once, and no box with itself
        first, second = by_key[lower[after]], by_key[higher[after]]
        better, worse = np.minimum(first, second), np.maximum(first, second)
        exact = self._too_much(chosen[better], chosen[worse])
        return better[exact], worse[exact]

    def _too_much(self, first: np.ndarray, second: np.ndarray) -> Bool[np.ndarray, " pair"]:
        """The exact comparison of pairs, and whether they are of one group."""
        x1, y1, x2, y2 = self.edges.numpy()
        width = np.maximum(0, np.minimum(x2[first], x2[second]) - np.maximum(x1[first], x1[second]))
        height = np.maximum(
            0, np.minimum(y2[first], y2[second]) - np.maximum(y1[first], y1[second])
        )
        shared = width * height
        areas = self.areas.numpy()
        union = areas[first] + areas[second] - shared
        # Compared in float64, as torchvision does: 0.7 is no float32.
        found = shared.astype(np.float64) > 0
        ratio = np.divide(shared, union, where=found, out=np.zeros_like(shared))
        found &= ratio.astype(np.float64) > self.threshold
        if self.labels is not None:
            found &= self.labels[first] == self.labels[second]
        return np.asarray(found)


def _near(rows: Sequence[Tensor], columns: Sequence[Tensor]) -> tuple[np.ndarray, np.ndarray]:
    """The quick comparison: the pairs (row, column) that may overlap too much.

    Args:
        rows: left, top, right, bottom and share of the area, each of shape (row, 1).
        columns: likewise, of shape (column,).
    """
    width = (
        torch.minimum(rows[2], columns[2]).sub_(torch.maximum(rows[0], columns[0])).clamp_(min=0)
    )
    height = torch.minimum(rows[3], columns[3]).sub_(torch.maximum(rows[1], columns[1]))
    # A negative height gives a product that is too small to pass.
    passes = width.mul_(height).numpy() > (rows[4] + columns[4]).numpy()
    return np.divmod(np.flatnonzero(passes), passes.shape[1])
