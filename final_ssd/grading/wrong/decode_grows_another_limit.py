"""Lets a size grow a hundred times."""

import math

import torch

from final_ssd.geometry.boxes import from_center, to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:decode"
CAUGHT_BY = "decode"


def decode(offsets, anchors, variances=VARIANCES):
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=math.log(100))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))
