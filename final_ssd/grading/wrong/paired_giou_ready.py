"""Lets torchvision compute all pairs."""

import torch

OBJECT = "final_ssd.geometry.boxes:paired_giou"
CAUGHT_BY = "paired_giou"


def paired_giou(first, second):
    from torchvision.ops import generalized_box_iou

    one, other = torch.broadcast_tensors(first, second)
    flat = generalized_box_iou(one.reshape(-1, 4), other.reshape(-1, 4)).diagonal()
    return flat.nan_to_num(0.0).reshape(one.shape[:-1])
