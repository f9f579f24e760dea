"""Takes two boxes without area for equal."""

import torch

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    shared = intersections(first, second)
    union = areas(first) + areas(second) - shared
    return torch.where(union > 0, shared / union.clamp(min=1e-300), 1.0)
