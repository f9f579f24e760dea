"""Serves targets in their order, not by overlap."""

import torch

from final_ssd.geometry.matching import BACKGROUND, IGNORED

OBJECT = "final_ssd.geometry.matching:match"
CAUGHT_BY = "match"


def match(overlaps, positive=0.5, negative=0.4, *, force=True):
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best >= positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    for target in range(targets if force else 0):
        if rest[target].max() > 0:
            anchor = int(rest[target].argmax())
            matched[anchor] = target
            rest[:, anchor] = 0
    return matched
