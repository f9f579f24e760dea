"""Averages both maps."""

from torch.nn.functional import interpolate

OBJECT = "final_ssd.models.fpn:merge"
CAUGHT_BY = "merge"


def merge(finer, coarser):
    return (finer + interpolate(coarser, size=finer.shape[-2:], mode="nearest")) / 2
