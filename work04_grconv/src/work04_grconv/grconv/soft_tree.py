"""The gates of grConv as a soft tree (figure 7 of the paper): which words merge with which.

Every node stands above its two children. An edge to a child weighs what the new node takes from it:
merging takes from both, copying from one.

    edge to the left child   ω_c + ω_l          edge to the right child   ω_c + ω_r
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.grconv.plain import Tree


def edge_weights(gates: Float[Tensor, "node 3"]) -> Float[Tensor, "node 2"]:
    """Return what each node takes from its left and its right child, both between 0 and 1."""
    merge, left, right = gates.unbind(dim=1)
    return torch.stack((merge + left, merge + right), dim=1)


def credit(tree: Tree) -> list[Float[Tensor, " node"]]:
    """Return how much of the root comes through each node, level by level from the words up.

    The root's share is 1. A node hands its share down: what it copies from a child to that child,
    what it merges to both, half each. So the shares of a level always sum to 1, and those of the
    words say what the code is made of. A single word has all of it. Shares have the nodes' dtype.
    """
    shares = [tree.nodes[-1].new_ones(1)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares


def hard_split(tree: Tree) -> int:
    """Return where the tree parts the sentence, if each gate decided alone: words left of the split.

    From the root the walk follows copies, as long as the largest gate copies, to the first node
    that merges (or to two words). Its left child stands for what is left of the node's middle,
    its right child for the rest; where the middle is a word, that goes to the greater copy's side, or
    to the right where both are equal. A tree has at least two words.
    """
    level, node = len(tree.gates), 0
    while level > 1:
        gates = tree.gates[level - 1][node]
        choice = int(gates.argmax())
        if choice == 0:
            break
        node += choice == 2
        level -= 1
    _, left, right = tree.gates[level - 1][node].tolist()
    words = level + 1
    return node + words // 2 + (words % 2 if left > right else 0)
