"""Right solutions of the exercise "What the sentence's code is made of"."""

import functools
import itertools

import numpy as np
import torch
from torch.nn.functional import pad

OBJECT = "work04_grconv.grconv.soft_tree:credit"


def node_by_node(tree):
    """Hand down each node's share by itself."""
    levels = [torch.zeros(len(nodes), dtype=nodes.dtype) for nodes in tree.nodes]
    levels[-1][0] = 1
    for level in range(len(levels) - 1, 0, -1):
        for node, (merge, left, right) in enumerate(tree.gates[level - 1]):
            share = levels[level][node]
            levels[level - 1][node] += share * (left + merge / 2)
            levels[level - 1][node + 1] += share * (right + merge / 2)
    return levels


def with_numpy(tree):
    """Reckon in NumPy, and hand back tensors."""
    dtype = tree.nodes[0].detach().numpy().dtype
    levels = [np.ones(1, dtype)]
    for gates in tree.gates[::-1]:
        merge, left, right = gates.detach().numpy().T
        to_left, to_right = levels[-1] * (left + merge / 2), levels[-1] * (right + merge / 2)
        levels.append(np.append(to_left, dtype.type(0)) + np.insert(to_right, 0, 0))
    return [torch.from_numpy(shares.astype(dtype)) for shares in reversed(levels)]


def padded_on_both_sides(tree):
    """What goes left and what goes right, each with a zero where nothing comes from."""
    shares = [torch.ones_like(tree.nodes[-1][:, 0])]
    for gates in reversed(tree.gates):
        half = gates[:, 0] / 2
        left, right = shares[-1] * (half + gates[:, 1]), shares[-1] * (half + gates[:, 2])
        shares.append(pad(left, (0, 1)) + pad(right, (1, 0)))
    return shares[::-1]


def asked_from_below(tree):
    """A node asks the at most two nodes above it."""
    top = len(tree.gates)

    @functools.cache
    def share(level, node):
        if level == top:
            return 1.0
        total = 0.0
        above = tree.gates[level].tolist()
        if node < len(above):
            total += share(level + 1, node) * (above[node][1] + above[node][0] / 2)
        if node > 0:
            total += share(level + 1, node - 1) * (above[node - 1][2] + above[node - 1][0] / 2)
        return total

    return [
        torch.tensor([share(level, node) for node in range(len(nodes))], dtype=nodes.dtype)
        for level, nodes in enumerate(tree.nodes)
    ]


def products_of_matrices(tree):
    """A level is the one above times a matrix with two entries in a row."""
    shares = torch.ones(1, dtype=tree.nodes[-1].dtype)
    levels = (shares,)
    for gates in tree.gates[::-1]:
        count = len(gates)
        matrix = gates.new_zeros(count, count + 1)
        rows = torch.arange(count)
        matrix[rows, rows] = gates[:, 1] + 0.5 * gates[:, 0]
        matrix[rows, rows + 1] = gates[:, 2] + 0.5 * gates[:, 0]
        levels = (levels[0] @ matrix, *levels)
    return list(levels)


def index_added(tree):
    """Add to the children by their numbers."""
    levels = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
    while len(levels) <= len(tree.gates):
        gates = tree.gates[-len(levels)]
        copied = gates[:, 1:] + gates[:, :1] / 2  # to the left child, to the right child
        children = torch.arange(len(gates))[:, None] + torch.tensor([0, 1])
        handed = (levels[0][:, None] * copied).flatten()
        below = torch.zeros(len(gates) + 1, dtype=handed.dtype)
        levels = [below.index_add(0, children.flatten(), handed), *levels]
    return levels


def as_a_gradient(tree):
    """A share is how much the root moves with a node, where merging is a mean."""
    levels = [torch.zeros(len(tree.nodes[0]), dtype=tree.nodes[0].dtype, requires_grad=True)]
    for gates in tree.gates:
        below = levels[-1]
        merge, left, right = gates.detach().T
        mean = (below[:-1] + below[1:]) / 2
        levels.append(merge * mean + left * below[:-1] + right * below[1:])
    shares = torch.autograd.grad(levels[-1][0], levels, retain_graph=True)
    return [share.detach() for share in shares]


def accumulated(tree):
    """Let accumulate walk down the levels."""

    def down(above, gates):
        edge = gates[:, 1:3] + 0.5 * gates[:, 0:1]
        handed = above.unsqueeze(1) * edge
        nothing = handed.new_zeros(1)
        return torch.cat((handed[:, 0], nothing)) + torch.cat((nothing, handed[:, 1]))

    root = torch.full((1,), 1.0, dtype=tree.nodes[-1].dtype)
    return list(itertools.accumulate(reversed(tree.gates), down, initial=root))[::-1]


def middle_and_ends(tree):
    """The two ends have one parent each, those between them two; return a tuple."""
    levels = [tree.nodes[-1].new_ones(1)]
    for gates in reversed(tree.gates):
        to_left = levels[0] * (1 - gates[:, 2] - gates[:, 0] / 2)
        to_right = levels[0] - to_left
        inner = to_left[1:] + to_right[:-1]
        levels.insert(0, torch.cat((to_left[:1], inner, to_right[-1:])))
    return tuple(levels)
