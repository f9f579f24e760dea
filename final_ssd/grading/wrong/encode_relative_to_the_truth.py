"""Measures in sizes of the truth, not of the anchor."""

import torch

from final_ssd.boxes import to_centre

OBJECT = "final_ssd.coder:encode"
CAUGHT_BY = "encode"


def encode(truths, anchors, variances=(0.1, 0.2)):
    truth, anchor = to_centre(truths), to_centre(anchors)
    centres = (truth[..., :2] - anchor[..., :2]) / truth[..., 2:] / variances[0]
    sizes = (truth[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centres, sizes], dim=-1)
