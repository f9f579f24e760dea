"""Takes a small target for one of a pixel."""

import torch

from final_ssd.geometry.boxes import to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:encode"
CAUGHT_BY = "encode"


def encode(targets, anchors, variances=VARIANCES):
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:].clamp(min=1) / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)
