"""Knows its variances by itself."""

import math

import torch

from final_ssd.geometry.boxes import from_center, to_center
from final_ssd.geometry.coder import VARIANCES

OBJECT = "final_ssd.geometry.coder:decode"
CAUGHT_BY = "decode"


def decode(offsets, anchors, variances=VARIANCES):
    anchor = to_center(anchors)
    centers = offsets[..., :2] * 0.1 * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * 0.2).clamp(max=math.log(62.5))
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))
