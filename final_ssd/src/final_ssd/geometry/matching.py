"""Matching: which anchor answers for which target, which ones are background, which are neither.

SSD, section 2.2: first each target (a ground-truth box) takes the anchor that overlaps it most, so that
none is left without; then every anchor that overlaps some target by at least one half belongs to it,
too. RetinaNet adds a band between `negative` and `positive` in which an anchor is asked nothing.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor

BACKGROUND = -1
IGNORED = -2


def match(
    overlaps: Float[Tensor, "target anchor"],
    positive: float = 0.5,
    negative: float = 0.4,
    *,
    force: bool = True,
) -> Int[Tensor, " anchor"]:
    """Assign anchors to targets.

    Of equal overlaps the first counts, of targets as of anchors. By hand: no matcher of torchvision.

    Args:
        overlaps: IoU of each target with each anchor; there may be no targets.
        positive: an anchor with at least this IoU belongs to the target it overlaps most.
        negative: one with less than this is background; in between it is ignored.
        force: each target takes its best anchor in any case. Where several targets want one anchor,
            the one with the highest IoU gets it and the others take their best of those left: either
            in rounds, or pair by pair from the greatest overlap on. A target that overlaps none of
            those left has no anchor.

    Returns:
        for each anchor the number of its target (int64), BACKGROUND or IGNORED.
    """
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND, device=overlaps.device)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    if force:
        taken, owners = forced(overlaps)
        matched[taken] = owners
    return matched


def forced(overlaps: Float[Tensor, "target anchor"]) -> tuple[Tensor, Tensor]:
    """Give every target an anchor of its own, greatest overlap first.

    Only targets are looped over, never anchors; most are served in the first round, in which each
    anchor goes to the target that overlaps it most among those that want it.

    Returns:
        (anchors, targets): pairs, each anchor and each target at most once. A target that meets no
        free anchor at all (IoU 0) stays without.
    """
    rest = overlaps.clone()
    anchors: list[Tensor] = []
    owners: list[Tensor] = []
    waiting = torch.arange(len(overlaps), device=overlaps.device)
    while len(waiting):
        value, wanted = rest[waiting].max(dim=1)
        waiting, wanted, value = waiting[value > 0], wanted[value > 0], value[value > 0]
        # Of those who want one anchor the first after sorting by overlap gets it.
        order = value.argsort(descending=True, stable=True)
        waiting, wanted = waiting[order], wanted[order]
        same = wanted[:, None] == wanted[None]
        first = ~torch.tril(same, diagonal=-1).any(dim=1)
        anchors.append(wanted[first])
        owners.append(waiting[first])
        rest[:, wanted[first]] = 0
        waiting = waiting[~first].sort().values  # of equal overlaps the first counts, in each round
    none = torch.empty(0, dtype=torch.long, device=overlaps.device)
    return torch.cat([*anchors, none]), torch.cat([*owners, none])
