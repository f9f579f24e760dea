"""Moves the targets in place."""

import torch

from final_ssd.geometry.boxes import to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:encode"
CAUGHT_BY = "encode"


def encode(targets, anchors, variances=VARIANCES):
    targets.data -= anchors[..., :2].repeat_interleave(2, -1)[..., [0, 2, 0, 2]]
    target, anchor = to_center(targets), to_center(anchors - anchors[..., [0, 1, 0, 1]])
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)
