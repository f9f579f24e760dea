"""Doubles, and cuts: wrong for odd sizes."""

from torch.nn.functional import interpolate

OBJECT = "final_ssd.models.fpn:merge"
CAUGHT_BY = "merge"


def merge(finer, coarser):
    doubled = interpolate(coarser, scale_factor=2, mode="nearest")
    height, width = finer.shape[-2:]
    return finer + interpolate(doubled, size=(height, width), mode="bilinear")
