"""The empty part is taken to be all but the intersection."""

import torch

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_giou"
CAUGHT_BY = "paired_giou"


def paired_giou(first, second):
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    corner = torch.minimum(first[..., :2], second[..., :2])
    opposite = torch.maximum(first[..., 2:], second[..., 2:])
    enclosing = (opposite - corner).prod(dim=-1)
    return shared / union - (enclosing - shared) / enclosing
