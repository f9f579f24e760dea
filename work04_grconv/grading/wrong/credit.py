"""Mistakes in credit: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.grconv.soft_tree:credit"


def by_the_mean(tree):
    """Hands half of everything to each child."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] / 2 + 0 * left
        below[1:] += shares[0] / 2 + 0 * right + 0 * merge
        shares.insert(0, below)
    return shares


def counts_merges_twice(tree):
    """Hands a merge's whole share to both children."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge)
        below[1:] += shares[0] * (right + merge)
        shares.insert(0, below)
    return shares


def double_precision(tree):
    """Works in double precision always."""
    shares = [torch.ones(1, dtype=torch.float64)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares


def forgets_merges(tree):
    """Hands down copies only."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * left
        below[1:] += shares[0] * right + 0 * merge
        shares.insert(0, below)
    return shares


def from_the_root(tree):
    """Lists the levels from the root down."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares[::-1]


def ignores_its_own_share(tree):
    """Does not weigh a node by its own share of the root."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += left + merge / 2
        below[1:] += right + merge / 2
        shares.insert(0, below)
    return shares


def left_and_right_swapped(tree):
    """Hands copies of the left child to the right one."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (right + merge / 2)
        below[1:] += shares[0] * (left + merge / 2)
        shares.insert(0, below)
    return shares


def of_nodes(tree):
    """Reads the nodes' numbers for shares."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return [level * 0 + nodes[:, 0] for level, nodes in zip(shares, tree.nodes, strict=True)]


def single_precision(tree):
    """Works in single precision always."""
    shares = [torch.ones(1)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares


def uniform(tree):
    """Shares each level out equally."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return [torch.full_like(level, 1 / len(level)) for level in shares]


def words_only(tree):
    """Returns the words' shares alone."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares[:1]


def zeros(tree):
    """Returns zeros."""
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return [torch.zeros_like(level) for level in shares]


def halves_the_tree(tree):
    """Halves the gates where they stand, so that a second call answers otherwise."""
    shares = [tree.nodes[-1].new_ones(1)]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        merge /= 2
        left += merge
        right += merge
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * left
        below[1:] += shares[0] * right
        shares.insert(0, below)
    return shares


def writes_into_the_nodes(tree):
    """Takes the root's node for the root's share, and writes 1 into it."""
    share = tree.nodes[-1][0, :1].fill_(1)
    shares = [share.clone()]
    for gates in reversed(tree.gates):
        merge, left, right = gates.unbind(dim=1)
        below = shares[0].new_zeros(len(gates) + 1)
        below[:-1] += shares[0] * (left + merge / 2)
        below[1:] += shares[0] * (right + merge / 2)
        shares.insert(0, below)
    return shares
