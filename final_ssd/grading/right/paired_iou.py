"""Right ways to intersection over union."""

import torch

OBJECT = "final_ssd.geometry.boxes:paired_iou"


def edge_by_edge(first, second):
    """The four edges of the shared box, one after the other."""
    left = torch.maximum(first[..., 0], second[..., 0])
    top = torch.maximum(first[..., 1], second[..., 1])
    right = torch.minimum(first[..., 2], second[..., 2])
    bottom = torch.minimum(first[..., 3], second[..., 3])
    shared = (right - left).clamp(min=0) * (bottom - top).clamp(min=0)
    area = (first[..., 2] - first[..., 0]) * (first[..., 3] - first[..., 1])
    other = (second[..., 2] - second[..., 0]) * (second[..., 3] - second[..., 1])
    union = area + other - shared
    return torch.where(union > 0, shared / torch.where(union > 0, union, 1), 0)


def one_pair_after_the_other(first, second):
    """A loop over pairs."""
    first, second = torch.broadcast_tensors(first, second)
    shape = first.shape[:-1]
    results = [first.new_zeros(0)]
    for a, b in zip(first.reshape(-1, 4), second.reshape(-1, 4), strict=True):
        width, height = (
            torch.minimum(a[i + 2], b[i + 2]) - torch.maximum(a[i], b[i]) for i in (0, 1)
        )
        shared = width * height if width > 0 and height > 0 else a[0] * 0
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
        results.append((shared / union if union > 0 else union * 0)[None])
    return torch.cat(results).reshape(shape)


def from_lengths(first, second):
    """Two intervals share half of what their lengths exceed the distances of their ends."""
    size, other = first[..., 2:] - first[..., :2], second[..., 2:] - second[..., :2]
    apart = (first[..., :2] - second[..., :2]).abs() + (first[..., 2:] - second[..., 2:]).abs()
    shared = ((size + other - apart) / 2).relu().prod(dim=-1)
    union = size.prod(dim=-1) + other.prod(dim=-1) - shared
    return shared / (union + (union == 0))


def from_centers(first, second):
    """Boxes as centers and half sizes."""
    half, other = (first[..., 2:] - first[..., :2]) / 2, (second[..., 2:] - second[..., :2]) / 2
    center, other_center = (
        (first[..., 2:] + first[..., :2]) / 2,
        (second[..., 2:] + second[..., :2]) / 2,
    )
    low = torch.maximum(center - half, other_center - other)
    high = torch.minimum(center + half, other_center + other)
    width, height = (high - low).clamp(min=0).unbind(-1)
    shared = width * height
    union = 4 * (half[..., 0] * half[..., 1] + other[..., 0] * other[..., 1]) - shared
    return shared / union.clamp(min=1e-300)


def by_stacking(first, second):
    """Both boxes stacked; largest and smallest along the stack."""
    pair = torch.stack(torch.broadcast_tensors(first, second))
    corner, opposite = pair[..., :2].amax(0), pair[..., 2:].amin(0)
    sides = opposite - corner
    shared = torch.where((sides > 0).all(-1), sides[..., 0] * sides[..., 1], 0)
    areas = (pair[..., 2] - pair[..., 0]) * (pair[..., 3] - pair[..., 1])
    union = areas.sum(0) - shared
    positive = union > 0
    return torch.where(positive, shared, 0) / torch.where(positive, union, 1)


def by_clamping_one_to_the_other(first, second):
    """The first box, clipped to the second one."""
    first, second = torch.broadcast_tensors(first, second)
    low, high = second[..., :2], second[..., 2:]
    inside = first[..., 2:].clamp(low, high) - first[..., :2].clamp(low, high)
    shared = inside[..., 0] * inside[..., 1]
    whole = (first[..., 2:] - first[..., :2]).prod(-1) + (high - low).prod(-1)
    return shared.div((whole - shared).clamp(min=torch.finfo(first.dtype).tiny))


def with_given_functions(first, second):
    """With the areas and intersections that the file has."""
    from final_ssd.geometry.boxes import areas, intersections

    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    nothing = union == 0
    return (shared / union.masked_fill(nothing, 1.0)).masked_fill(nothing, 0.0)


def as_a_ratio(first, second):
    """r / (1 − r), where r is the shared part of the sum of areas."""
    corner = torch.where(first[..., :2] > second[..., :2], first[..., :2], second[..., :2])
    opposite = torch.where(first[..., 2:] < second[..., 2:], first[..., 2:], second[..., 2:])
    shared = (opposite - corner).clip(min=0).prod(-1)
    total = sum((b[..., 2:] - b[..., :2]).prod(-1) for b in (first, second))
    ratio = shared / torch.where(total == 0, 1, total)
    return ratio / (1 - ratio)


def with_unbound_edges(first, second):
    """Unbound coordinates; 0/0 becomes 0."""
    ax, ay, az, aw = first.unbind(-1)
    bx, by, bz, bw = second.unbind(-1)
    width = torch.clamp_min(torch.min(az, bz) - torch.max(ax, bx), 0)
    height = torch.clamp_min(torch.min(aw, bw) - torch.max(ay, by), 0)
    union = (az - ax) * (aw - ay) + (bz - bx) * (bw - by) - width * height
    return torch.nan_to_num(width * height / union, nan=0.0)


def with_an_epsilon(first, second):
    """Keeps the division from 0 / 0 by a billionth of a square pixel."""
    corner, opposite = (
        torch.max(first[..., :2], second[..., :2]),
        torch.min(first[..., 2:], second[..., 2:]),
    )
    width, height = (opposite - corner).clamp(min=0).unbind(-1)
    sides = [box[..., 2:] - box[..., :2] for box in (first, second)]
    union = sum(one[..., 0] * one[..., 1] for one in sides) - width * height
    return width * height / (union + 1e-9)
