"""Leaves a target without an anchor where another one took its best."""

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
    value, wanted = overlaps.max(dim=1)
    for target in value.argsort(stable=True).tolist() if force else []:
        if value[target] > 0:
            matched[wanted[target]] = target
    return matched
