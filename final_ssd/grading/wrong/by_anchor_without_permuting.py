"""Reshapes channels first: numbers of different anchors are mixed."""

OBJECT = "final_ssd.models.heads:by_anchor"
CAUGHT_BY = "by_anchor"


def by_anchor(maps, numbers):
    return maps.reshape(len(maps), -1, numbers)
