"""Right ways to the area under the envelope."""

import numpy as np
import torch

OBJECT = "final_ssd.metrics.average_precision:average_precision_everywhere"


def from_the_end(recall, precision):
    """Goes back from the last detection with the best precision so far."""
    area, best = 0.0, 0.0
    for number in range(len(recall) - 1, -1, -1):
        best = max(best, precision[number])
        area += best * (recall[number] - (recall[number - 1] if number else 0.0))
    return area


def step_by_step(recall, precision):
    """Looks for the best precision anew at each step."""
    before, area = 0.0, 0.0
    for number, reached in enumerate(recall):
        area += (reached - before) * precision[number:].max()
        before = reached
    return float(area)


def as_the_development_kit(recall, precision):
    """With the ends that VOC's development kit appends."""
    r = np.concatenate([[0.0], recall, [1.0]])
    p = np.concatenate([[0.0], precision, [0.0]])
    for number in range(len(p) - 2, -1, -1):
        p[number] = max(p[number], p[number + 1])
    changes = np.where(r[1:] != r[:-1])[0]
    return np.sum((r[changes + 1] - r[changes]) * p[changes + 1])


def with_accumulate(recall, precision):
    """An envelope by accumulate, a dot product."""
    envelope = np.maximum.accumulate(np.flip(precision))[::-1]
    return np.dot(envelope, recall - np.append(0.0, recall)[:-1])


def with_a_matrix(recall, precision):
    """The best of an upper triangle of precisions."""
    if not recall.size:
        return 0
    table = np.triu(np.broadcast_to(precision, (len(precision),) * 2))
    return np.float64(table.max(axis=1) @ np.diff(np.r_[0, recall]))


def by_recursion(recall, precision):
    """The last step, then the curve without it, which is at least as high."""

    def area(count, floor):
        if count == 0:
            return 0.0
        height = max(floor, float(precision[count - 1]))
        before = float(recall[count - 2]) if count > 1 else 0.0
        return height * (float(recall[count - 1]) - before) + area(count - 1, height)

    return area(len(recall), 0.0)


def with_torch(recall, precision):
    """A cumulative maximum of torch, and its number of no dimension."""
    r, p = torch.from_numpy(recall.copy()), torch.from_numpy(precision.copy())
    if len(r) == 0:
        return 0.0
    envelope = p.flip(0).cummax(0).values.flip(0)
    return (envelope * r.diff(prepend=r.new_zeros(1))).sum().item()


def by_distinct_recalls(recall, precision):
    """Only where recall grows, with the best precision at that recall or more."""
    places = np.unique(recall[recall > 0])
    heights = [precision[recall >= place].max() for place in places]
    return float(np.sum(np.array(heights) * np.diff(places, prepend=0.0)))


def as_a_sum_over_heights(recall, precision):
    """Lies down: how far recall reaches at each height."""
    area = below = 0.0
    for height in np.unique(precision):
        area += (height - below) * recall[precision >= height].max(initial=0.0)
        below = height
    return area
