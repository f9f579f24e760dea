"""Hands down copies only."""

import torch

OBJECT = "work04_grconv.grconv.soft_tree:credit"
CAUGHT_BY = "credit"


def credit(tree):
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * left
        below[1:] += shares[0] * right + 0 * merge
        shares.insert(0, below)
    return shares
