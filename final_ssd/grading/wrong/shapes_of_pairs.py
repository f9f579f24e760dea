"""Pairs sizes with ratios."""

import math

OBJECT = "final_ssd.geometry.anchors:shapes_of"
CAUGHT_BY = "shapes_of"


def shapes_of(sizes, ratios):
    return tuple((s / math.sqrt(r), s * math.sqrt(r)) for s, r in zip(sizes, ratios, strict=False))
