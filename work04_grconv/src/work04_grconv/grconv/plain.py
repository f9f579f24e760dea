"""The gated recursive convolutional network, equation by equation, one sentence at a time.

Cho, van Merriënboer, Bahdanau & Bengio 2014, section 2.2. Neighbors merge level by level until
one node is left; at each merge a gate decides whether the new node is a mixture of both, or a
copy of the left or the right one. With hard gates that would be a binary tree.

    h_j^(0) = U x_j
    h~_j^(t) = φ(W^l h_{j-1}^(t-1) + W^r h_j^(t-1) + b)
    (ω_c, ω_l, ω_r) = softmax(G^l h_{j-1}^(t-1) + G^r h_j^(t-1) + b_g)
    h_j^(t) = ω_c h~_j^(t) + ω_l h_{j-1}^(t-1) + ω_r h_j^(t-1)

The paper prints the superscript t inside φ and the gater, where t − 1 is meant. It prints no
biases; the authors' code has them, and so has this. They start at zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from work04_grconv.errors import ModelError

Activation = Literal["tanh", "relu"]
RADIUS = {"tanh": 1.0, "relu": 0.4}  # of W's start; a mixture of two ReLUs would grow with 1.0


@dataclass(frozen=True)
class Tree:
    """All nodes of one sentence and the gates that made them.

    Attributes:
        nodes: `nodes[t]` has the T − t nodes of level t, shape (T − t, hidden).
        gates: `gates[t − 1]` has the (ω_c, ω_l, ω_r) of level t's nodes, shape (T − t, 3).
    """

    nodes: tuple[Float[Tensor, "node hidden"], ...]
    gates: tuple[Float[Tensor, "node 3"], ...]

    @property
    def code(self) -> Float[Tensor, " hidden"]:
        """The single node of the last level, which stands for the sentence."""
        return self.nodes[-1][0]


class GrConv(nn.Module):
    """One set of weights for all levels and positions.

    W^l and W^r start orthogonal: with ReLU with a radius of 0.4, as in the authors' code; with tanh
    with 1.0, which their recurrent encoder has. The gater's weights start small, as theirs do, so
    that all three gates are near a third.

    Args:
        inputs: width of a word's vector.
        hidden: width of a node.
        activation: φ.

    Raises:
        ModelError: there is no such φ.
    """

    def __init__(self, inputs: int, hidden: int, activation: Activation = "tanh") -> None:
        super().__init__()
        if activation not in RADIUS:
            raise ModelError(f"no activation {activation!r}: {' or '.join(RADIUS)}")
        self.activation = activation
        self.project = nn.Linear(inputs, hidden, bias=False)  # U
        self.left, self.right = (nn.Parameter(torch.empty(hidden, hidden)) for _ in range(2))
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.gate_left, self.gate_right = (nn.Parameter(torch.empty(3, hidden)) for _ in range(2))
        self.gate_bias = nn.Parameter(torch.zeros(3))
        for square in (self.left, self.right):
            nn.init.orthogonal_(square, gain=RADIUS[activation])
        for gater in (self.gate_left, self.gate_right):
            nn.init.normal_(gater, std=0.01)

    def merge(
        self, left: Float[Tensor, " hidden"], right: Float[Tensor, " hidden"]
    ) -> tuple[Float[Tensor, " hidden"], Float[Tensor, " gate"]]:
        """Make one node from its two children, by the module's equations; autograd goes back.

        `fast`, `equal_lengths` and `entropy` compute the same for a batch, and are not to be called here.

        Returns:
            the node h and its gates (ω_c, ω_l, ω_r), which are positive and sum to 1; both in the
            children's dtype.
        """
        raw = self.left @ left + self.right @ right + self.bias
        new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
        scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
        gates = torch.softmax(scores, dim=0)
        return gates[0] * new + gates[1] * left + gates[2] * right, gates

    def level(
        self, nodes: Float[Tensor, "below hidden"]
    ) -> tuple[Float[Tensor, "below-1 hidden"], Float[Tensor, "below-1 3"]]:
        """Make the next level: each pair of neighbors merges, so there is one node less.

        Args:
            nodes: at least two.

        Returns:
            the new nodes and their gates, from left to right, in the nodes' dtype; autograd goes back
            through both.
        """
        pairs = pairwise(nodes)
        merged, gates = zip(*(self.merge(left, right) for left, right in pairs), strict=True)
        return torch.stack(merged), torch.stack(gates)

    def tree(self, words: Float[Tensor, "time input"]) -> Tree:
        """Make every level of a sentence of at least one word."""
        nodes, gates = [self.project(words)], []
        while len(nodes[-1]) > 1:
            merged, chosen = self.level(nodes[-1])
            nodes.append(merged)
            gates.append(chosen)
        return Tree(tuple(nodes), tuple(gates))

    def forward(self, words: Float[Tensor, "time input"]) -> Float[Tensor, " hidden"]:
        """Return the sentence's code; of a single word x it is U x."""
        return self.tree(words).code
