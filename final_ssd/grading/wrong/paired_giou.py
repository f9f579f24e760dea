"""Mistakes in paired_giou: each function is one, and its docstring says which."""

import torch

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_giou"


def from_0(first, second):
    """Cuts off below 0."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    tiny = torch.finfo(union.dtype).tiny
    return (shared / union.clamp(min=tiny) - (enclosing - union) / enclosing.clamp(min=tiny)).clamp(
        min=0
    )


def is_iou(first, second):
    """Forgets the enclosing box."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    tiny = torch.finfo(union.dtype).tiny
    return shared / union.clamp(min=tiny)


def nan_for_points(first, second):
    """Divides 0 by 0 for two boxes without area."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    tiny = torch.finfo(union.dtype).tiny
    return shared / union - (enclosing - union) / enclosing.clamp(min=tiny)


def nan_in_nothing(first, second):
    """Divides 0 by 0 where nothing is enclosed."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    tiny = torch.finfo(union.dtype).tiny
    return shared / union.clamp(min=tiny) - (enclosing - union) / enclosing


def nothing_enclosed_is_apart(first, second):
    """Gives −1 where nothing is enclosed."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    tiny = torch.finfo(union.dtype).tiny
    return shared / union.clamp(min=tiny) - 1 + union / enclosing.clamp(min=tiny)


def penalty_over_union(first, second):
    """The empty part is divided by the union."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    return shared / union - (enclosing - union) / union


def ready(first, second):
    """Lets torchvision compute all pairs."""
    from torchvision.ops import generalized_box_iou

    one, other = torch.broadcast_tensors(first, second)
    flat = generalized_box_iou(one.reshape(-1, 4), other.reshape(-1, 4)).diagonal()
    return flat.nan_to_num(0.0).reshape(one.shape[:-1])


def subtracts_the_shared_part(first, second):
    """The empty part is taken to be all but the intersection."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    return shared / union - (enclosing - shared) / enclosing


def without_gradient(first, second):
    """Has no gradient at all."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    tiny = torch.finfo(union.dtype).tiny
    return (
        shared / union.clamp(min=tiny) - (enclosing - union) / enclosing.clamp(min=tiny)
    ).detach()


def without_gradient_apart(first, second):
    """Takes the enclosing box for a constant: no gradient where boxes do not meet."""
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1).detach()
    tiny = torch.finfo(union.dtype).tiny
    return shared / union.clamp(min=tiny) - (enclosing - union) / enclosing.clamp(min=tiny)
