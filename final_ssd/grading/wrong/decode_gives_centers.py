"""Returns center and size."""

import torch

from final_ssd.geometry.boxes import to_center

OBJECT = "final_ssd.geometry.coder:decode"
CAUGHT_BY = "decode"


def decode(offsets, anchors, variances=(0.1, 0.2)):
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=4.135166556742356)
    return torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1)
