"""Mistakes in shapes_of: each function is one, and its docstring says which."""

import math

OBJECT = "final_ssd.geometry.anchors:shapes_of"


def area_grows_with_the_ratio(sizes, ratios):
    """Keeps the width, so the area is not size²."""
    return tuple((size, size * ratio) for size in sizes for ratio in ratios)


def pairs(sizes, ratios):
    """Pairs sizes with ratios."""
    return tuple((s / math.sqrt(r), s * math.sqrt(r)) for s, r in zip(sizes, ratios, strict=False))


def ratio_upside_down(sizes, ratios):
    """Takes the ratio as width over height."""
    return tuple(
        (size * math.sqrt(ratio), size / math.sqrt(ratio)) for size in sizes for ratio in ratios
    )


def sizes_inside(sizes, ratios):
    """Takes all sizes of the first ratio first."""
    return tuple((s / math.sqrt(r), s * math.sqrt(r)) for r in ratios for s in sizes)


def width_stays(sizes, ratios):
    """Keeps the width."""
    return tuple((size, size * ratio) for size in sizes for ratio in ratios)
