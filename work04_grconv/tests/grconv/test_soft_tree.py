"""Trees of known gates."""

from __future__ import annotations

import torch

from work04_grconv.grconv.plain import Tree
from work04_grconv.grconv.soft_tree import credit, edge_weights, hard_split


def test_hard_gates_part_a_sentence_where_they_merge() -> None:
    merge, left, right = (torch.tensor([[0.8, 0.1, 0.1]]), torch.tensor([[0.1, 0.8, 0.1]]),
                          torch.tensor([[0.1, 0.1, 0.8]]))  # fmt: skip
    nodes = tuple(torch.zeros(4 - t, 1) for t in range(4))
    # The root copies its right child, which merges words 1 to 3: after word 1 or 2.
    gates = (torch.cat([left] * 3), torch.cat([left, merge]), right)
    assert hard_split(Tree(nodes, gates)) == 2
    assert hard_split(Tree(nodes, (torch.cat([merge] * 3), torch.cat([merge] * 2), merge))) == 2
    assert hard_split(Tree(nodes, (torch.cat([merge] * 3), torch.cat([left] * 2), left))) == 1
    torch.testing.assert_close(edge_weights(merge), torch.tensor([[0.9, 0.9]]))


def test_credit_is_handed_down_by_the_gates() -> None:
    # The root gives 0.6 / 2 + 0.3 to its left child and 0.6 / 2 + 0.1 to its right one.
    below = torch.tensor([[1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])
    tree = Tree((torch.zeros(3, 1), torch.zeros(2, 1), torch.zeros(1, 1)),
                (below, torch.tensor([[0.6, 0.3, 0.1]])))  # fmt: skip
    words, middle, root = credit(tree)
    torch.testing.assert_close(root, torch.ones(1))
    torch.testing.assert_close(middle, torch.tensor([0.6, 0.4]))
    torch.testing.assert_close(words, torch.tensor([0.3, 0.3 + 0.16, 0.24]))
