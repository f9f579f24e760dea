"""GloVe: vectors whose products are the logarithms of counts (Pennington et al. 2014).

word2vec reads a text window by window. GloVe counts once how often two words stand near each other,
X_ij, and then fits w_i·w̃_j + b_i + b̃_j to log X_ij, each pair weighted by how well it is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor, nn


class Cooccurrences(NamedTuple):
    """The pairs of words that occur near each other, and how much: X is symmetric."""

    words: Int[Tensor, " pairs"]
    contexts: Int[Tensor, " pairs"]
    counts: Float[Tensor, " pairs"]


def count_cooccurrences(
    texts: Sequence[Int[np.ndarray, " text"]], vocab_size: int, window: int
) -> Cooccurrences:
    """Count the pairs of words up to `window` places apart in a text; d apart, they count 1/d.

    Pennington et al. 2014, section 4.2.

    Args:
        texts: word numbers; no pair crosses from one into the next.
        vocab_size: words.
        window: the farthest.
    """
    whole = np.concatenate(texts).astype(np.int64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    keys: Int[np.ndarray, " pairs"] = np.empty(0, np.int64)
    counts: Float[np.ndarray, " pairs"] = np.empty(0)
    for distance in range(1, window + 1):
        same = owner[distance:] == owner[:-distance]
        left, right = whole[:-distance][same], whole[distance:][same]
        found, times = np.unique(left * vocab_size + right, return_counts=True)
        keys, place = np.unique(np.concatenate((keys, found)), return_inverse=True)
        counts = np.bincount(place, np.concatenate((counts, times / distance)))
    both = np.concatenate((keys, keys % vocab_size * vocab_size + keys // vocab_size))
    pairs, place = np.unique(both, return_inverse=True)
    counts = np.bincount(place, np.concatenate((counts, counts)))
    words, contexts = np.divmod(pairs, vocab_size)
    return Cooccurrences(
        torch.from_numpy(words), torch.from_numpy(contexts), torch.from_numpy(counts).float()
    )


def weight(
    counts: Float[Tensor, " pairs"], most: float = 100.0, power: float = 0.75
) -> Float[Tensor, " pairs"]:
    """Return f(X) = (X / most)^power, at most 1: rare pairs are noise, frequent ones say enough.

    Pennington et al. 2014, equation (9). A pair that never occurs has the weight 0.
    """
    return (counts / most).clamp(max=1) ** power


def glove_loss(
    predicted: Float[Tensor, " pairs"], counts: Float[Tensor, " pairs"], most: float = 100.0
) -> Float[Tensor, ""]:
    """Return Σ f(X) (w·w̃ + b + b̃ − log X)² / pairs (equation 8).

    Args:
        predicted: w·w̃ + b + b̃ of each pair.
        counts: X, above 0.
        most: the count from which on f is 1.
    """
    return (weight(counts, most) * (predicted - counts.log()) ** 2).mean()


class GloVe(nn.Module):
    """Two vectors and two biases for each word; the sum of both vectors is kept (section 4.2).

    Args:
        vocab_size: words.
        embedding_dim: features of a vector.
    """

    def __init__(self, vocab_size: int, embedding_dim: int) -> None:
        super().__init__()
        # A vector's last feature is its bias: one lookup in place of two.
        self.words = nn.Embedding(vocab_size, embedding_dim + 1)
        self.contexts = nn.Embedding(vocab_size, embedding_dim + 1)
        for table in (self.words, self.contexts):
            nn.init.uniform_(table.weight, -0.5 / embedding_dim, 0.5 / embedding_dim)

    def forward(
        self, words: Int[Tensor, " pairs"], contexts: Int[Tensor, " pairs"]
    ) -> Float[Tensor, " pairs"]:
        """Return w·w̃ + b + b̃ of pairs."""
        word, context = self.words(words), self.contexts(contexts)
        return (word[:, :-1] * context[:, :-1]).sum(-1) + word[:, -1] + context[:, -1]

    def vectors(self) -> Float[Tensor, "words embedding_dim"]:
        """Return the vectors that are kept."""
        return (self.words.weight + self.contexts.weight)[:, :-1].detach()
