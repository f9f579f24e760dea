"""Compares each box with the last one that was kept."""

import torch

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    kept = []
    for number in scores.argsort(descending=True, stable=True).tolist():
        if not kept or float(iou(boxes[[number]], boxes[kept[-1:]])) <= threshold:
            kept.append(number)
    return torch.tensor(kept, dtype=torch.long)
