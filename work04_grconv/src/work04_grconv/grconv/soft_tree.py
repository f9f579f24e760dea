"""The gates of grConv as a soft tree (figure 7 of the paper): which words merge with which.

Every node stands above its two children. An edge to the left child is as dark as what the new
node takes from it: merging takes from both, copying from one.

    edge to the left child   ω_c + ω_l          edge to the right child   ω_c + ω_r

Edges below a threshold are left out. What remains above the root's subtree reads as a parse.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import torch
from jaxtyping import Float
from torch import Tensor

from work04_grconv.grconv.plain import Tree

STEP, ROW, MARGIN = 74, 44, 44
INK, MERGE = "#1f1f1f", "#0072B2"


def edge_weights(gates: Float[Tensor, "node 3"]) -> Float[Tensor, "node 2"]:
    """Return what each node takes from its left and its right child, both between 0 and 1."""
    merge, left, right = gates.unbind(dim=1)
    return torch.stack((merge + left, merge + right), dim=1)


def credit(tree: Tree) -> list[Float[Tensor, " node"]]:
    """Return how much of the root comes through each node, level by level from the words up.

    The root's share is 1. A node hands its share down: what it copies from a child to that child,
    what it merges to both, half each. So the shares of a level always sum to 1, and those of the
    words say what the code is made of.
    """
    shares = [torch.ones(1, dtype=tree.nodes[-1].dtype)]
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
    its right child for the rest; where the middle is a word, that goes to the lesser copy's side.
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


def draw_tree(tree: Tree, words: Sequence[str], *, threshold: float = 0.6, title: str = "") -> str:
    """Draw an SVG of a sentence's soft tree.

    Args:
        tree: from `GrConv.tree`.
        words: of the sentence, left to right.
        threshold: edges below this weight are left out.
        title: for screen readers; the words where it is empty.
    """
    count = len(words)
    width, height = MARGIN * 2 + STEP * max(count - 1, 1), MARGIN * 2 + ROW * (count - 1) + 24
    base = height - MARGIN - 24
    shares = credit(tree)

    def place(level: int, node: int) -> tuple[float, float]:
        return MARGIN + STEP * (node + level / 2), base - ROW * level

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="Helvetica, Arial, sans-serif">',
        f"<title>{escape(title or ' '.join(words))}</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for level, gates in enumerate(tree.gates, start=1):
        for node, weights in enumerate(edge_weights(gates).tolist()):
            x, y = place(level, node)
            for side, weight in enumerate(weights):
                if weight >= threshold:
                    to_x, to_y = place(level - 1, node + side)
                    # As dark as the edge, and as thick as its node counts for the root.
                    thick = 0.6 + 4 * weight * float(shares[level][node])
                    parts.append(
                        f'<path d="M{x:g} {y:g}L{to_x:g} {to_y:g}" stroke="{INK}" '
                        f'stroke-width="{thick:.2f}" stroke-opacity="{weight * 0.8:.2f}"/>'
                    )
    for level in range(count):
        for node in range(count - level):
            x, y = place(level, node)
            merge = float(tree.gates[level - 1][node, 0]) if level else 0.0
            parts.append(
                f'<circle cx="{x:g}" cy="{y:g}" r="6" stroke="{INK}" stroke-width="0.8" '
                f'fill="#ffffff"/><circle cx="{x:g}" cy="{y:g}" r="6" fill="{MERGE}" '
                f'fill-opacity="{merge:.2f}"/>'
            )
    for node, word in enumerate(words):
        x, y = place(0, node)
        parts.append(
            f'<text x="{x:g}" y="{y + 26:g}" font-size="13" fill="{INK}" '
            f'text-anchor="middle">{escape(word)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"
