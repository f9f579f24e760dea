"""Two negative sides multiply to a positive area."""

import torch

from final_ssd.geometry.boxes import areas

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    corner = torch.maximum(first[..., :2], second[..., :2])
    opposite = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (opposite - corner).prod(dim=-1)
    return shared / (areas(first) + areas(second) - shared)
