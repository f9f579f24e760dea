"""Divides 0 by 0 for two boxes without area."""

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    shared = intersections(first, second)
    return shared / (areas(first) + areas(second) - shared)
