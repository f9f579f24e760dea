"""A box that is itself dropped still drops others."""

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    overlaps = iou(boxes[order], boxes[order]).triu(diagonal=1)
    return order[~(overlaps > threshold).any(dim=0)]
