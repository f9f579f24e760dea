"""Merges what it has merged so far with the next node."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    made, gates, left = [], [], nodes[0]
    for right in nodes[1:]:
        left, chosen = self.merge(left, right)
        made.append(left)
        gates.append(chosen)
    return torch.stack(made), torch.stack(gates)
