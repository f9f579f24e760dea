"""Between boxes and what the network predicts: offsets from an anchor.

A target of center g and size s over an anchor of center a and size d has the offsets
(gₓ − aₓ) / (dₓ · v₁), (g_y − a_y) / (d_y · v₁), ln(sₓ / dₓ) / v₂, ln(s_y / d_y) / v₂
(Girshick et al. 2014, appendix C). The variances v₁ = 0.1 and v₂ = 0.2 bring the offsets of matched
anchors to about the size of 1, which is what the loss and the initial weights suppose.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor

from final_ssd.geometry.boxes import from_center, to_center

VARIANCES = (0.1, 0.2)
LARGEST_GROWTH = math.log(1000 / 16)
"""A predicted size is at most so many times its anchor's: e to the 4.1, which no float overflows."""


def encode(
    targets: Float[Tensor, "*batch 4"],
    anchors: Float[Tensor, "*batch 4"],
    variances: tuple[float, float] = VARIANCES,
) -> Float[Tensor, "*batch 4"]:
    """Return the offsets of each target box from its anchor, as this file's first lines have them.

    By arithmetic, without a coder of torchvision. It has gradients for the targets. Both boxes have one
    dtype, and so has the result.

    Args:
        targets: `x1 y1 x2 y2`, each with an area: the logarithm of 0 is no offset.
        anchors: `x1 y1 x2 y2`, as many.
        variances: of centers and of sizes.
    """
    target, anchor = to_center(targets), to_center(anchors)
    centers = (target[..., :2] - anchor[..., :2]) / anchor[..., 2:] / variances[0]
    sizes = (target[..., 2:] / anchor[..., 2:]).log() / variances[1]
    return torch.cat([centers, sizes], dim=-1)


def decode(
    offsets: Float[Tensor, "*batch 4"],
    anchors: Float[Tensor, "*batch 4"],
    variances: tuple[float, float] = VARIANCES,
) -> Float[Tensor, "*batch 4"]:
    """Return boxes from offsets: the inverse of `encode`, as long as no size grows by more than 62.5.

    A size that would grow more grows 62.5 times (1000 / 16): no float overflows. By arithmetic,
    without a coder of torchvision. Offsets and anchors have one dtype, and so has the result.

    Args:
        offsets: of centers and sizes, as the network predicts them.
        anchors: `x1 y1 x2 y2`, as many; shapes broadcast.
        variances: of centers and of sizes.
    """
    anchor = to_center(anchors)
    centers = offsets[..., :2] * variances[0] * anchor[..., 2:] + anchor[..., :2]
    growth = (offsets[..., 2:] * variances[1]).clamp(max=LARGEST_GROWTH)
    return from_center(torch.cat([centers, growth.exp() * anchor[..., 2:]], dim=-1))
