"""Merges disjoint pairs, which halves the level."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    pairs = list(zip(nodes[0::2], nodes[1::2], strict=False))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)
