"""Fails where there are no boxes."""

import torch

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept)
