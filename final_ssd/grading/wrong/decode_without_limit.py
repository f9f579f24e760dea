"""An offset of 500 makes an infinite box."""

import torch

from final_ssd.geometry.boxes import from_center, to_center

OBJECT = "final_ssd.geometry.coder:decode"
CAUGHT_BY = "decode"


def decode(offsets, anchors, variances=(0.1, 0.2)):
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = offsets[..., 2:] * variances[1]
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))
