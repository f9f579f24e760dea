"""Gives zeros of the right shape."""

OBJECT = "final_ssd.models.heads:by_anchor"
CAUGHT_BY = "by_anchor"


def by_anchor(maps, numbers):
    return 0 * maps.permute(0, 2, 3, 1).reshape(len(maps), -1, numbers)
