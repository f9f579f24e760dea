"""Non-maximum suppression (NMS): of detections that show the same thing keep the best.

`nms` is the algorithm as one reads it in a paper. The detector uses torchvision's compiled one, which
gives the same list (`models/detections.py`).
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from final_ssd.geometry.boxes import iou


def nms(
    boxes: Float[Tensor, "box 4"], scores: Float[Tensor, " box"], threshold: float
) -> Int[Tensor, " kept"]:
    """Keep boxes greedily: take the best one, drop those that overlap it too much, repeat.

    By hand, without torchvision's `nms`; `iou` may help.

    Args:
        boxes: `x1 y1 x2 y2`; one of no area overlaps none.
        scores: any numbers, the higher the better; of equal ones the earlier goes first.
        threshold: a box with a greater IoU with a kept one is dropped; an equal one stays.

    Returns:
        the numbers of the kept boxes (int64), best first, as torchvision.ops.nms; none of none.
    """
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long, device=boxes.device)
