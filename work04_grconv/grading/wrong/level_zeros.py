"""Returns zeros."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    pairs = ((nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.zeros_like(torch.stack(merged)), torch.zeros_like(torch.stack(gates))
