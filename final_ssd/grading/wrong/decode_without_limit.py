"""An offset of 500 makes an infinite box."""

import torch

from final_ssd.boxes import from_centre, to_centre

OBJECT = "final_ssd.coder:decode"
CAUGHT_BY = "decode"


def decode(offsets, anchors, variances=(0.1, 0.2)):
    anchor = to_centre(anchors)
    centres = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = offsets[..., 2:] * variances[1]
    return from_centre(torch.cat([centres, growth.exp() * anchor[..., 2:]], dim=-1))
