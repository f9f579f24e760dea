"""Right ways to generalized IoU."""

import torch

OBJECT = "final_ssd.geometry.boxes:paired_giou"


def edge_by_edge(first, second):
    """Eight edges, one after the other."""
    a, b = first.unbind(-1), second.unbind(-1)
    width = (torch.minimum(a[2], b[2]) - torch.maximum(a[0], b[0])).clamp(min=0)
    height = (torch.minimum(a[3], b[3]) - torch.maximum(a[1], b[1])).clamp(min=0)
    shared = width * height
    union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
    wide = torch.maximum(a[2], b[2]) - torch.minimum(a[0], b[0])
    high = torch.maximum(a[3], b[3]) - torch.minimum(a[1], b[1])
    around = wide * high
    iou = torch.where(union > 0, shared / torch.where(union > 0, union, 1), 0)
    return iou - torch.where(around > 0, (around - union) / torch.where(around > 0, around, 1), 0)


def with_the_iou_of_the_file(first, second):
    """IoU from the exercise before, plus union over enclosing, less 1."""
    from final_ssd.geometry.boxes import areas, intersections, paired_iou

    union = areas(first) + areas(second) - intersections(first, second)
    corner = torch.minimum(first[..., :2], second[..., :2])
    sides = torch.maximum(first[..., 2:], second[..., 2:]) - corner
    around = sides[..., 0] * sides[..., 1]
    nothing = around == 0
    share = (union / around.masked_fill(nothing, 1)).masked_fill(nothing, 1)
    return paired_iou(first, second) + share - 1


def by_stacking(first, second):
    """Both boxes stacked; largest and smallest along the stack."""
    pair = torch.stack(torch.broadcast_tensors(first, second))
    low, high = pair[..., :2], pair[..., 2:]
    shared = (high.amin(0) - low.amax(0)).clamp(min=0).prod(-1)
    around = (high.amax(0) - low.amin(0)).prod(-1)
    union = (high - low).prod(-1).sum(0) - shared
    tiny = torch.finfo(pair.dtype).tiny
    return shared / union.clamp(min=tiny) - 1 * (around - union) / around.clamp(min=tiny)


def one_pair_after_the_other(first, second):
    """A loop over pairs."""
    first, second = torch.broadcast_tensors(first, second)
    results = [first.new_zeros(0)]
    for a, b in zip(first.reshape(-1, 4), second.reshape(-1, 4), strict=True):
        x, y = (torch.minimum(a[i + 2], b[i + 2]) - torch.maximum(a[i], b[i]) for i in (0, 1))
        shared = x * y if x > 0 and y > 0 else 0 * a[0]
        union = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - shared
        x, y = (torch.maximum(a[i + 2], b[i + 2]) - torch.minimum(a[i], b[i]) for i in (0, 1))
        value = shared / union if union > 0 else 0 * a[0]
        if x * y > 0:
            value = value - (x * y - union) / (x * y)
        results.append(value[None])
    return torch.cat(results).reshape(first.shape[:-1])


def from_lengths(first, second):
    """Shared and enclosing sides add up to both sizes, before negative ones are cut."""
    size, other = first[..., 2:] - first[..., :2], second[..., 2:] - second[..., :2]
    apart = (first[..., :2] - second[..., :2]).abs() + (first[..., 2:] - second[..., 2:]).abs()
    shared = ((size + other - apart) / 2).relu().prod(-1)
    around = ((size + other + apart) / 2).prod(-1)
    union = size.prod(-1) + other.prod(-1) - shared
    return shared / (union + (union == 0)) - (around - union) / (around + (around == 0))


def from_inclusive_parts(first, second):
    """What is covered twice, once, and not at all."""
    corner = torch.maximum(first[..., :2], second[..., :2])
    opposite = torch.minimum(first[..., 2:], second[..., 2:])
    twice = torch.relu(opposite - corner).prod(-1)
    once = (first[..., 2:] - first[..., :2]).prod(-1) + (second[..., 2:] - second[..., :2]).prod(-1)
    once = once - 2 * twice
    corner = torch.where(first[..., :2] < second[..., :2], first[..., :2], second[..., :2])
    opposite = torch.where(first[..., 2:] > second[..., 2:], first[..., 2:], second[..., 2:])
    everything = (opposite - corner).prod(-1)
    never = everything - once - twice
    return twice / (twice + once).clamp(min=1e-300) - never / everything.clamp(min=1e-300)


def _sides(edges, pick, other):
    """Return the sides of the box from the chosen corners."""
    return pick(edges[0][..., 2:], edges[1][..., 2:]) - other(edges[0][..., :2], edges[1][..., :2])


def with_one_function_for_both(first, second):
    """One function gives the shared and the enclosing sides."""
    edges = (first, second)
    shared = _sides(edges, torch.minimum, torch.maximum).clamp(min=0).prod(-1)
    around = _sides(edges, torch.maximum, torch.minimum).prod(-1)
    union = sum((e[..., 2] - e[..., 0]) * (e[..., 3] - e[..., 1]) for e in edges) - shared
    flat, empty = around == 0, union == 0
    iou = torch.where(empty, 0, shared / torch.where(empty, 1, union))
    return iou - torch.where(flat, 0, 1 - union / torch.where(flat, 1, around))


def with_sorted_edges(first, second):
    """Of four sorted edges the outer ones enclose; the inner ones are shared, or a gap."""
    first, second = torch.broadcast_tensors(first, second)
    x = (
        torch.stack([first[..., 0], first[..., 2], second[..., 0], second[..., 2]], -1)
        .sort(-1)
        .values
    )
    y = (
        torch.stack([first[..., 1], first[..., 3], second[..., 1], second[..., 3]], -1)
        .sort(-1)
        .values
    )
    meet = (
        torch.maximum(first[..., :2], second[..., :2])
        < torch.minimum(first[..., 2:], second[..., 2:])
    ).all(-1)
    shared = meet * (x[..., 2] - x[..., 1]) * (y[..., 2] - y[..., 1])
    around = (x[..., 3] - x[..., 0]) * (y[..., 3] - y[..., 0])
    union = (first[..., 2:] - first[..., :2]).prod(-1) + (second[..., 2:] - second[..., :2]).prod(
        -1
    )
    union = union - shared
    return shared / (union + (union <= 0)) - (around - union) / (around + (around <= 0))


def divided_at_once(first, second):
    """One fraction of products."""
    shared = torch.clamp(
        torch.minimum(first[..., 2:], second[..., 2:])
        - torch.maximum(first[..., :2], second[..., :2]),
        min=0,
    ).prod(-1)
    union = sum((box[..., 2:] - box[..., :2]).prod(-1) for box in (first, second)) - shared
    around = (
        torch.maximum(first[..., 2:], second[..., 2:])
        - torch.minimum(first[..., :2], second[..., :2])
    ).prod(-1)
    product = (union * around).masked_fill(union * around == 0, 1)
    value = (shared * around - (around - union) * union) / product
    return torch.where(union == 0, torch.where(around == 0, 0.0, -1.0).to(value), value)
