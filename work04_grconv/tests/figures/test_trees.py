"""Trees as pictures: what leads to the root is drawn, and everything can be read."""

from __future__ import annotations

import torch
from helpers import random_network

from shared.plotting.diagrams import problems
from work04_grconv.figures.trees import draw_tree, edges_to_root
from work04_grconv.grconv.plain import Tree

WORDS = ["seven", "thousand", ",", "three", "hundred", "and", "forty-", "two", "US", "dollars"]


def random_tree(count: int) -> Tree:
    torch.manual_seed(count)
    with torch.no_grad():
        return random_network().tree(torch.randn(count, 5, dtype=torch.float64))


def test_every_node_that_is_drawn_leads_to_the_root() -> None:
    tree = random_tree(8)
    for threshold in (0.0, 0.5, 0.7):
        edges = edges_to_root(tree, threshold)
        upper = {upper for upper, _ in edges}
        lower = {lower for _, lower in edges}
        assert upper - lower <= {(7, 0)}
        assert all(weight > threshold for weight in edges.values())
        circles = draw_tree(tree, WORDS[:8], threshold=threshold).count("<circle")
        assert circles == len(lower | {(7, 0)}) + 3  # and the legend's
    assert len(edges_to_root(tree, 0.0)) == 2 * 28
    assert edges_to_root(tree, 1.0) == {}


def test_a_tree_of_any_length_can_be_read() -> None:
    for count in (1, 2, 5, 10):
        assert problems(draw_tree(random_tree(count), WORDS[:count])) == []
    long = draw_tree(random_tree(30), WORDS * 3)
    assert all("px wide" in problem for problem in problems(long))  # a very long one is scrolled
