"""Returns numbers with a point where there are no boxes."""

import torch

from final_ssd.geometry.boxes import iou

OBJECT = "final_ssd.geometry.nms:nms"
CAUGHT_BY = "nms"


def nms(boxes, scores, threshold):
    kept = []
    for number in scores.argsort(descending=True, stable=True).tolist():
        if all(float(iou(boxes[[number]], boxes[[other]])) <= threshold for other in kept):
            kept.append(number)
    return torch.tensor(kept)
