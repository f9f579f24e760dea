"""Between boxes and what the network predicts: offsets from an anchor.

A truth of centre g and size s over an anchor of centre a and size d has the offsets
(gₓ − aₓ) / (dₓ · v₁), (g_y − a_y) / (d_y · v₁), ln(sₓ / dₓ) / v₂, ln(s_y / d_y) / v₂
(Girshick et al. 2014, appendix C). The variances v₁ = 0.1 and v₂ = 0.2 bring the offsets of matched
anchors to about the size of 1, which is what the loss and the initial weights suppose.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from final_ssd.boxes import from_centre, to_centre

VARIANCES = (0.1, 0.2)
LARGEST_GROWTH = math.log(1000 / 16)
"""A predicted size is at most so many times its anchor's: e to the 4.1, which no float overflows."""


def encode(
    truths: Float[Tensor, "*batch 4"],
    anchors: Float[Tensor, "*batch 4"],
    variances: tuple[float, float] = VARIANCES,
) -> Float[Tensor, "*batch 4"]:
    """Offsets of each truth from its anchor.

    Args:
        truths: `x1 y1 x2 y2`, each with an area: the logarithm of 0 is no target.
        anchors: `x1 y1 x2 y2`, as many.
        variances: of centres and of sizes.
    """
    truth, anchor = to_centre(truths), to_centre(anchors)
    centres = (truth[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (truth[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centres, sizes], dim=-1)


def decode(
    offsets: Float[Tensor, "*batch 4"],
    anchors: Float[Tensor, "*batch 4"],
    variances: tuple[float, float] = VARIANCES,
) -> Float[Tensor, "*batch 4"]:
    """Boxes from offsets: the inverse of `encode`, as long as no size grows by more than 62.5.

    Args:
        offsets: of centres and sizes, as the network predicts them.
        anchors: `x1 y1 x2 y2`, as many; shapes broadcast.
        variances: of centres and of sizes.
    """
    anchor = to_centre(anchors)
    centres = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=LARGEST_GROWTH)
    return from_centre(torch.cat([centres, growth.exp() * anchor[..., 2:]], dim=-1))
