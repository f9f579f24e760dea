"""Gives the finer map back."""

OBJECT = "final_ssd.models.fpn:merge"
CAUGHT_BY = "merge"


def merge(finer, coarser):
    return finer + 0 * coarser.sum()
