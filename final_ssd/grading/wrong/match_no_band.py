"""Calls all below the threshold background."""

import torch

from final_ssd.geometry.matching import BACKGROUND, forced

OBJECT = "final_ssd.geometry.matching:match"
CAUGHT_BY = "match"


def match(overlaps, positive=0.5, negative=0.4, *, force=True):
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, BACKGROUND)
    if force:
        taken, owners = forced(overlaps)
        matched[taken] = owners
    return matched
