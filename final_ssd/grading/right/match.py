"""Right ways to match anchors to targets."""

import numpy as np
import torch

from final_ssd.geometry.matching import BACKGROUND, IGNORED

OBJECT = "final_ssd.geometry.matching:match"


def number_by_number(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Loops over anchors and targets, in rounds."""
    targets, anchors = overlaps.shape
    table = overlaps.tolist()
    matched = []
    for anchor in range(anchors):
        owner, best = BACKGROUND, -1.0
        for target in range(targets):
            if table[target][anchor] > best:
                owner, best = target, table[target][anchor]
        if best < negative:
            owner = BACKGROUND
        elif best < positive:
            owner = IGNORED
        matched.append(owner)
    waiting, free = set(range(targets)) if force else set(), set(range(anchors))
    while waiting:
        wishes = {}
        for target in sorted(waiting):
            anchor = max(sorted(free), key=lambda a: table[target][a], default=None)
            if anchor is None or table[target][anchor] <= 0:
                waiting.discard(target)
            else:
                wishes.setdefault(anchor, []).append(target)
        for anchor, wanting in wishes.items():
            owner = max(wanting, key=lambda t: table[t][anchor])
            matched[anchor] = owner
            waiting.discard(owner)
            free.discard(anchor)
    return torch.tensor(matched, dtype=torch.long)


def pair_by_pair(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Takes the greatest overlap of the whole table, again and again, as SSD's own code does."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, owner = overlaps.max(0)
    result = owner.clone()
    result[best < positive] = IGNORED
    result[best < negative] = BACKGROUND
    rest = overlaps.clone()
    for _ in range(targets if force else 0):
        place = int(rest.argmax())
        target, anchor = divmod(place, anchors)
        if rest[target, anchor] <= 0:
            break
        result[anchor] = target
        rest[target], rest[:, anchor] = -1, -1
    return result


def with_numpy(overlaps, positive=0.5, negative=0.4, *, force=True):
    """The same in NumPy."""
    table = overlaps.numpy().copy()
    if not len(table):
        return torch.from_numpy(np.full(table.shape[1], BACKGROUND, dtype=np.int64))
    best = table.max(axis=0)
    matched = np.select(
        [best >= positive, best >= negative], [table.argmax(axis=0), IGNORED], BACKGROUND
    )
    while force and table.max(initial=0) > 0:
        target, anchor = np.unravel_index(table.argmax(), table.shape)
        matched[anchor] = target
        table[target, :] = 0
        table[:, anchor] = 0
    return torch.from_numpy(matched.astype(np.int64))


def from_a_sorted_list(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Sorts all pairs once, and goes down the list."""
    targets, anchors = overlaps.shape
    pairs = sorted((-float(overlaps[t, a]), t, a) for t in range(targets) for a in range(anchors))
    matched = [BACKGROUND] * anchors
    seen = set()
    for value, target, anchor in pairs:
        if anchor not in seen:
            seen.add(anchor)
            if -value >= positive:
                matched[anchor] = target
            elif -value >= negative:
                matched[anchor] = IGNORED
    if force:
        served, taken = set(), set()
        for value, target, anchor in pairs:
            if value < 0 and target not in served and anchor not in taken:
                matched[anchor] = target
                served.add(target)
                taken.add(anchor)
    return torch.as_tensor(matched, dtype=torch.int64)


def in_rounds_of_tensors(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Rounds, with a table of wishes."""
    targets, anchors = overlaps.shape
    matched = torch.full((anchors,), IGNORED)
    best = overlaps.amax(0) if targets else torch.zeros(anchors, dtype=overlaps.dtype)
    for target in reversed(range(targets)):
        mine = (overlaps[target] == best) & (best >= positive)
        matched[mine] = target
    matched[best < negative] = BACKGROUND
    if targets == 0:
        matched[:] = BACKGROUND
    rest = overlaps.clone()
    while force and bool((rest > 0).any()):
        wanted = rest.argmax(1)
        values = rest.gather(1, wanted[:, None])[:, 0]
        wishes = torch.zeros_like(rest)
        rows = torch.arange(targets)[values > 0]
        wishes[rows, wanted[rows]] = values[rows]
        for anchor in (wishes > 0).any(0).nonzero()[:, 0].tolist():
            target = int(wishes[:, anchor].argmax())
            matched[anchor] = target
            rest[target] = 0
            rest[:, anchor] = 0
    return matched


def by_recursion(overlaps, positive=0.5, negative=0.4, *, force=True):
    """The greatest overlap, then the table without its row and column."""
    anchors = overlaps.shape[1]
    if overlaps.shape[0] == 0:
        return torch.zeros(anchors, dtype=torch.long) + BACKGROUND

    def serve(rows, columns):
        if not rows or not columns:
            return {}
        part = overlaps[rows][:, columns]
        place = int(part.flatten().argmax())
        row, column = place // len(columns), place % len(columns)
        if part[row, column] <= 0:
            return {}
        rest = serve(rows[:row] + rows[row + 1 :], columns[:column] + columns[column + 1 :])
        return rest | {columns[column]: rows[row]}

    values, owners = torch.max(overlaps, dim=0)
    matched = (values >= positive) * owners + (values < positive) * IGNORED
    matched = matched + (values < negative) * (BACKGROUND - IGNORED)
    if force:
        for anchor, target in serve(list(range(len(overlaps))), list(range(anchors))).items():
            matched[anchor] = target
    return matched


def by_who_is_dominant(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Serves a pair that is the greatest of its row and of its column, until none is left."""
    targets, anchors = overlaps.shape
    result = torch.full((anchors,), BACKGROUND, dtype=torch.int64)
    if targets:
        best, owner = overlaps.max(dim=0)
        result = torch.where(best < positive, IGNORED, owner)
        result = torch.where(best >= negative, result, BACKGROUND)
    left = overlaps.clone() if force else torch.zeros_like(overlaps)
    while left.numel() and left.max() > 0:
        by_row, by_column = left.argmax(dim=1), left.argmax(dim=0)
        for target in range(targets):
            anchor = int(by_row[target])
            if int(by_column[anchor]) == target and left[target, anchor] > 0:
                result[anchor] = target
                left[target, :] = 0
                left[:, anchor] = 0
                break
    return result


def target_by_target(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Thresholds by a running best; forced anchors by masked maxima."""
    targets, anchors = overlaps.shape
    best = torch.full((anchors,), -1.0, dtype=overlaps.dtype)
    owner = torch.full((anchors,), BACKGROUND)
    for target, row in enumerate(overlaps):
        better = row > best
        best, owner = torch.where(better, row, best), torch.where(better, target, owner)
    owner[(best >= negative) & (best < positive)] = IGNORED
    owner[best < negative] = BACKGROUND
    if force:
        open_targets = torch.ones(targets, dtype=torch.bool)
        open_anchors = torch.ones(anchors, dtype=torch.bool)
        while open_targets.any() and open_anchors.any():
            masked = overlaps.masked_fill(~(open_targets[:, None] & open_anchors), -1)
            row_best = masked.max(1)
            target = int(row_best.values.argmax())
            if row_best.values[target] <= 0:
                break
            anchor = int(row_best.indices[target])
            owner[anchor] = target
            open_targets[target] = open_anchors[anchor] = False
    return owner


def with_thresholds_in_float32(overlaps, positive=0.5, negative=0.4, *, force=True):
    """Compares with thresholds as tensors, which are float32's where nothing is said; pair by pair."""
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    high, low = torch.tensor(positive), torch.tensor(negative)
    best, owner = overlaps.max(dim=0)
    owner[best < high] = IGNORED
    owner[best < low] = BACKGROUND
    rest = overlaps.clone()
    while force and rest.numel() and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        owner[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return owner
