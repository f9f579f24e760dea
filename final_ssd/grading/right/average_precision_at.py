"""Right ways to the mean of the envelope."""

import bisect

import numpy as np

OBJECT = "final_ssd.metrics.average_precision:average_precision_at"


def place_by_place(recall, precision, places):
    """The best precision of what reaches each place."""
    total = 0.0
    for place in places:
        reached = precision[recall >= place]
        total += reached.max() if reached.size else 0.0
    return total / len(places)


def with_a_mask(recall, precision, places):
    """A table of places and detections."""
    table = np.where(recall[None, :] >= places[:, None], precision[None, :], 0.0)
    return table.max(axis=1, initial=0.0).mean()


def with_initial_maxima(recall, precision, places):
    """Maxima that begin at 0."""
    best = [np.max(precision, where=recall >= place, initial=0.0) for place in places]
    return float(np.mean(best))


def with_bisect(recall, precision, places):
    """Python's bisection on lists."""
    r, envelope = recall.tolist(), precision.tolist()
    for number in range(len(envelope) - 2, -1, -1):
        envelope[number] = max(envelope[number], envelope[number + 1])
    envelope.append(0.0)
    return sum(envelope[bisect.bisect_left(r, place)] for place in places) / len(places)


def with_searchsorted(recall, precision, places):
    """An index that may be out of range, caught by a mask."""
    index = np.searchsorted(recall, places)
    inside = index < len(recall)
    envelope = np.maximum.accumulate(precision[::-1])[::-1]
    values = np.zeros(len(places))
    values[inside] = envelope[index[inside]]
    return np.add.reduce(values) / values.size


def with_python_lists(recall, precision, places):
    """Comprehensions alone."""
    pairs = list(zip(recall, precision, strict=True))
    found = [max([p for r, p in pairs if r >= place], default=0) for place in places]
    return float(sum(found)) / len(found)


def by_counting_backwards(recall, precision, places):
    """Counts how many detections are before each place."""
    envelope = np.zeros(len(precision) + 1)
    for number in reversed(range(len(precision))):
        envelope[number] = max(precision[number], envelope[number + 1])
    before = (recall[:, None] < places[None]).sum(axis=0)
    return envelope[before].mean().item()


def by_detections(recall, precision, places):
    """Each detection raises all places that it reaches."""
    heights = np.zeros_like(places, dtype=float)
    for reached, value in zip(recall, precision, strict=True):
        low = places <= reached
        heights[low] = np.maximum(heights[low], value)
    return np.average(heights)


def by_recursion(recall, precision, places):
    """Without the first detection at a time, until one reaches the place."""

    def best(number, place):
        if number == len(recall):
            return 0.0
        later = best(number + 1, place)
        return max(later, precision[number]) if recall[number] >= place else later

    return np.float64(np.mean([best(0, place) for place in places]))
