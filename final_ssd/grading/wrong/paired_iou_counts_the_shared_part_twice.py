"""The union is the sum of the areas."""

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    return intersections(first, second) / (areas(first) + areas(second))
