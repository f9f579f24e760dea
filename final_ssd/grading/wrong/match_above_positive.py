"""Wants more than `positive`."""

import torch

from final_ssd.geometry.matching import BACKGROUND, IGNORED

OBJECT = "final_ssd.geometry.matching:match"
CAUGHT_BY = "match"


def match(overlaps, positive=0.5, negative=0.4, *, force=True):
    targets, anchors = overlaps.shape
    if targets == 0:
        return torch.full((anchors,), BACKGROUND)
    best, matched = overlaps.max(dim=0)
    matched = torch.where(best > positive, matched, IGNORED)
    matched = torch.where(best < negative, BACKGROUND, matched)
    rest = overlaps.clone()
    while force and rest.max() > 0:
        target, anchor = divmod(int(rest.argmax()), anchors)
        matched[anchor] = target
        rest[target], rest[:, anchor] = 0, 0
    return matched
