"""Hierarchical softmax: a word is a path through a tree, and each turn is a yes or no.

Morin & Bengio 2005; Mikolov et al. 2013b, section 2.1. A softmax over V words compares a vector
with all V. Here the words are the leaves of a binary tree, and every inner node has a vector: at
node n the path goes left with probability σ(h·n), right with σ(−h·n). The word's probability is the
product along its path. That costs log₂ V products, and the probabilities of all words sum to 1,
since at each node the two ways do. A Huffman tree gives frequent words the shortest paths.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import logsigmoid


class Paths(NamedTuple):
    """The way from the root to each word, with padding behind short ones.

    Attributes:
        nodes: the inner nodes that are passed; there are words − 1, the root is the last.
        turns: 1 where the path goes left, −1 where it goes right, 0 behind its end.
    """

    nodes: Int[Tensor, "words longest"]
    turns: Int[Tensor, "words longest"]


def huffman_paths(counts: Int[Tensor, " words"]) -> Paths:
    """Build the binary tree with the shortest paths on average (Huffman 1952).

    The two rarest trees become one, whose count is their sum, until one is left.

    Args:
        counts: how often each word occurs; two words or more.
    """
    words = len(counts)
    # Of equal counts the first comes first, so that the tree is always the same.
    waiting = [(count, word) for word, count in enumerate(counts.tolist())]
    heapq.heapify(waiting)
    parent, side = [0] * (2 * words - 1), [0] * (2 * words - 1)
    for inner in range(words, 2 * words - 1):
        (rarest, left), (next_rarest, right) = heapq.heappop(waiting), heapq.heappop(waiting)
        parent[left], parent[right], side[left], side[right] = inner, inner, 1, -1
        heapq.heappush(waiting, (rarest + next_rarest, inner))
    root, steps = 2 * words - 2, []
    for word in range(words):
        path, place = [], word
        while place != root:
            path.append((parent[place] - words, side[place]))
            place = parent[place]
        steps.append(path[::-1])
    longest = max(map(len, steps))
    padded = torch.tensor([path + [(0, 0)] * (longest - len(path)) for path in steps])
    return Paths(padded[..., 0], padded[..., 1])


def hierarchical_softmax_loss(
    hidden: Float[Tensor, "pairs embedding_dim"],
    nodes: Float[Tensor, "pairs longest embedding_dim"],
    turns: Int[Tensor, "pairs longest"],
) -> Float[Tensor, ""]:
    """Return −Σ log σ(turn · h·n) over the path of each pair's word, the mean over pairs.

    Mikolov et al. 2013b, equation (3).

    Args:
        hidden: vectors h that predict.
        nodes: vectors n of the inner nodes on the path of the word that is predicted.
        turns: 1 for left, −1 for right; 0 behind the end of a path, where nothing counts.
    """
    logits = torch.einsum("pw,plw->pl", hidden, nodes)
    return -logsigmoid(turns * logits).masked_fill(turns == 0, 0.0).sum(-1).mean()


def log_probabilities(
    hidden: Float[Tensor, "batch embedding_dim"],
    vectors: Float[Tensor, "inner embedding_dim"],
    paths: Paths,
) -> Float[Tensor, "batch words"]:
    """Return the logarithm of each word's probability: what training never needs, all words at once."""
    logits = (hidden @ vectors.T)[:, paths.nodes]
    return logsigmoid(paths.turns * logits).masked_fill(paths.turns == 0, 0.0).sum(-1)
