"""Takes the last of equal scores first."""

import torch

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    order = scores.argsort(stable=True).flip(0)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)
