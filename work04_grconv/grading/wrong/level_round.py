"""Merges the last node with the first."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    pairs = zip(nodes, nodes.roll(-1, 0), strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)
