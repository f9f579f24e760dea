"""Is zero."""

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    return 0 * (first[..., 0] + second[..., 0])
