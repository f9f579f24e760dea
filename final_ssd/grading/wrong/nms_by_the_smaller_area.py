"""Divides the shared area by the smaller box."""

import torch

from final_ssd.geometry.boxes import areas, intersections

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        smaller = torch.minimum(areas(boxes[best]), areas(boxes[rest])).clamp(min=1e-30)
        order = rest[intersections(boxes[best], boxes[rest]) / smaller <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long)
