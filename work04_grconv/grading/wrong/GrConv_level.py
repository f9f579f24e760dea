"""Mistakes in GrConv.level: each function is one, and its docstring says which."""

from itertools import pairwise

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.level"


def detached(self, nodes):
    """Cuts the level off from the one below."""
    pairs = zip(nodes.detach()[:-1], nodes.detach()[1:], strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)


def disjoint_pairs(self, nodes):
    """Merges disjoint pairs, which halves the level."""
    pairs = list(zip(nodes[0::2], nodes[1::2], strict=False))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)


def echo(self, nodes):
    """Leaves the last node out and changes none."""
    gates = [self.merge(nodes[i], nodes[i + 1])[1] for i in range(len(nodes) - 1)]
    return nodes[:-1] * 1.0, torch.stack(gates)


def from_right_to_left(self, nodes):
    """Returns the level from right to left."""
    pairs = ((nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged[::-1]), torch.stack(gates[::-1])


def gates_detached(self, nodes):
    """Returns gates without a gradient."""
    pairs = ((nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates).detach()


def gates_from_right_to_left(self, nodes):
    """Returns the gates from right to left."""
    pairs = ((nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates[::-1])


def right_and_left_swapped(self, nodes):
    """Hands over the right child as the left one."""
    pairs = zip(nodes[1:], nodes[:-1], strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)


def level_round(self, nodes):
    """Merges the last node with the first."""
    pairs = zip(nodes, nodes.roll(-1, 0), strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)


def with_itself(self, nodes):
    """Merges each node with itself."""
    pairs = zip(nodes[:-1], nodes[:-1], strict=True)
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.stack(merged), torch.stack(gates)


def with_the_last_merged(self, nodes):
    """Merges what it has merged so far with the next node."""
    made, gates, left = [], [], nodes[0]
    for right in nodes[1:]:
        left, chosen = self.merge(left, right)
        made.append(left)
        gates.append(chosen)
    return torch.stack(made), torch.stack(gates)


@torch.no_grad()
def without_recording(self, nodes):
    """Works without recording."""
    merged = [self.merge(nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1)]
    return torch.stack([node for node, _ in merged]), torch.stack([gates for _, gates in merged])


def zeros(self, nodes):
    """Returns zeros."""
    pairs = ((nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))
    merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
    return torch.zeros_like(torch.stack(merged)), torch.zeros_like(torch.stack(gates))


def in_double(self, nodes):
    """Answers in float64 whatever the nodes are."""
    merged, gates = zip(*(self.merge(*pair) for pair in pairwise(nodes)), strict=True)
    return torch.stack(merged).double(), torch.stack(gates).double()
