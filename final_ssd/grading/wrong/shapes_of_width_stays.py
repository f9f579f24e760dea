"""Keeps the width."""

OBJECT = "final_ssd.geometry.anchors:shapes_of"
CAUGHT_BY = "shapes_of"


def shapes_of(sizes, ratios):
    return tuple((size, size * ratio) for size in sizes for ratio in ratios)
