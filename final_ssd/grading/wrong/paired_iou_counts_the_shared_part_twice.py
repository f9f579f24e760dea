"""The union is the sum of the areas."""

from final_ssd.boxes import areas, intersections

OBJECT = "final_ssd.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    return intersections(first, second) / (areas(first) + areas(second))
