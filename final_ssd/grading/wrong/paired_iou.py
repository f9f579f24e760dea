"""Mistakes in paired_iou: each function is one, and its docstring says which."""

import numpy as np
import torch

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_iou"


def adds_epsilon(first, second):
    """Adds a number to the union that small boxes feel."""
    shared = intersections(first, second)
    return shared / (areas(first) + areas(second) - shared + 1e-2)


def constant_union(first, second):
    """Takes the union for a constant."""
    shared = intersections(first, second)
    union = (areas(first) + areas(second) - shared).detach()
    return shared / union.clamp(min=torch.finfo(union.dtype).tiny)


def counts_the_shared_part_twice(first, second):
    """The union is the sum of the areas."""
    return intersections(first, second) / (areas(first) + areas(second))


def forgets_that_boxes_may_not_meet(first, second):
    """Two negative sides multiply to a positive area."""
    corner = torch.maximum(first[..., :2], second[..., :2])
    opposite = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (opposite - corner).prod(dim=-1)
    return shared / (areas(first) + areas(second) - shared)


def nan_for_points(first, second):
    """Divides 0 by 0 for two boxes without area."""
    shared = intersections(first, second)
    return shared / (areas(first) + areas(second) - shared)


def one_for_points(first, second):
    """Takes two boxes without area for equal."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    return torch.where(union > 0, shared / union.clamp(min=1e-300), 1.0)


def pixel_too_wide(first, second):
    """Counts pixels, so each side is one too long."""
    corner = torch.maximum(first[..., :2], second[..., :2])
    opposite = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (opposite - corner + 1).clamp(min=0).prod(dim=-1)
    one = (first[..., 2:] - first[..., :2] + 1).prod(dim=-1)
    other = (second[..., 2:] - second[..., :2] + 1).prod(dim=-1)
    return shared / (one + other - shared)


def ready(first, second):
    """Lets torchvision compute all pairs."""
    from torchvision.ops import box_iou

    one, other = torch.broadcast_tensors(first, second)
    flat = box_iou(one.reshape(-1, 4), other.reshape(-1, 4)).diagonal()
    return flat.nan_to_num(0.0).reshape(one.shape[:-1])


def row_by_row(first, second):
    """Pairs by rows, and does not broadcast."""
    first, second = first.reshape(-1, 4), second.reshape(-1, 4)
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    return shared / union.clamp(min=torch.finfo(union.dtype).tiny)


def without_gradient(first, second):
    """Computes with NumPy."""
    a, b = first.detach().numpy(), second.detach().numpy()
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.clip(sides, 0, None).prod(-1)
    union = (a[..., 2:] - a[..., :2]).prod(-1) + (b[..., 2:] - b[..., :2]).prod(-1) - shared
    return torch.from_numpy(shared / np.maximum(union, np.finfo(union.dtype).tiny))


def zero(first, second):
    """Is zero."""
    return 0 * (first[..., 0] + second[..., 0])
