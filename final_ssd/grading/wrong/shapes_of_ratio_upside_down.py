"""Takes the ratio as width over height."""

import math

OBJECT = "final_ssd.geometry.anchors:shapes_of"
CAUGHT_BY = "shapes_of"


def shapes_of(sizes, ratios):
    return tuple(
        (size * math.sqrt(ratio), size / math.sqrt(ratio)) for size in sizes for ratio in ratios
    )
