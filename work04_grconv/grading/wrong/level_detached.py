"""Cuts the level off from the one below."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    pairs = zip(nodes.detach()[:-1], nodes.detach()[1:], strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)
