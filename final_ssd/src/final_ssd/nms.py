"""Non-maximum suppression: of detections that show the same thing keep the best.

`nms` is the algorithm as one reads it in a paper. `fast_nms.py` gives the same list, quickly.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

from final_ssd.boxes import iou


def nms(
    boxes: Float[Tensor, "box 4"], scores: Float[Tensor, " box"], threshold: float
) -> Int[Tensor, " kept"]:
    """Greedy suppression: take the best box, drop those that overlap it too much, repeat.

    Args:
        boxes: `x1 y1 x2 y2`.
        scores: the higher the better; of equal ones the earlier goes first.
        threshold: a box with a greater IoU with a kept one is dropped; an equal one stays.

    Returns:
        the numbers of the kept boxes, best first, as torchvision.ops.nms.
    """
    order = scores.argsort(descending=True, stable=True)
    kept = []
    while len(order):
        best, rest = order[0], order[1:]
        kept.append(best)
        order = rest[iou(boxes[best, None], boxes[rest])[0] <= threshold]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.long, device=boxes.device)


def nms_by_group(
    boxes: Float[Tensor, "box 4"],
    scores: Float[Tensor, " box"],
    groups: Int[Tensor, " box"],
    threshold: float,
) -> Int[Tensor, " kept"]:
    """Suppression among boxes of the same group only: the same class of the same image.

    Returns:
        the numbers of the kept boxes, best first over all groups.
    """
    kept = torch.zeros(len(boxes), dtype=torch.bool, device=boxes.device)
    for group in groups.unique():
        members = (groups == group).nonzero().flatten()
        kept[members[nms(boxes[members], scores[members], threshold)]] = True
    order = scores.argsort(descending=True, stable=True)
    return order[kept[order]]
