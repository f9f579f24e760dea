"""Lets torchvision compute all pairs."""

import torch

OBJECT = "final_ssd.geometry.boxes:paired_iou"
CAUGHT_BY = "paired_iou"


def paired_iou(first, second):
    from torchvision.ops import box_iou

    one, other = torch.broadcast_tensors(first, second)
    flat = box_iou(one.reshape(-1, 4), other.reshape(-1, 4)).diagonal()
    return flat.nan_to_num(0.0).reshape(one.shape[:-1])
