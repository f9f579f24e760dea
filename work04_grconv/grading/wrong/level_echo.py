"""Leaves the last node out and changes none."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"
CAUGHT_BY = "level"


def level(self, nodes):
    gates = [self.merge(nodes[i], nodes[i + 1])[1] for i in range(len(nodes) - 1)]
    return nodes[:-1] * 1.0, torch.stack(gates)
