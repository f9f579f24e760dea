"""Subwords: a word's vector is made of those of its pieces (fastText, Bojanowski et al. 2017).

`where` is the word ⟨where⟩ and its n-grams ⟨wh, whe, her, ere, re⟩, … Words that share pieces share
what they learn, and a word that was never seen has a vector too, from its pieces.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from work05_transformer.text.words import PADDING


def character_ngrams(word: str, shortest: int = 3, longest: int = 6) -> list[str]:
    """Return the pieces of a word between the marks < and >, by length and then by place.

    Bojanowski et al. 2017, section 3.2. The marks tell a beginning and an end: `her` in `where` is not the
    word <her>. The whole word with its marks is not among the n-grams: it has a vector of its own.

    Args:
        word: without the marks.
        shortest: characters of the shortest pieces, the marks among them.
        longest: of the longest.
    """
    marked = f"<{word}>"
    return [
        marked[start : start + length]
        for length in range(shortest, longest + 1)
        for start in range(len(marked) - length + 1)
        if length < len(marked)
    ]


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of a text's bytes, which the authors use (section 3.2)."""
    value = 2_166_136_261
    for byte in text.encode():
        value = ((value ^ byte) * 16_777_619) % 2**32
    return value


class Subwords:
    """The rows of a table that make up a word: its own, and those of its n-grams.

    N-grams are hashed into a fixed number of rows; some share one.

    Args:
        words: the vocabulary; each word has the row of its number. Padding is word 0.
        buckets: rows for n-grams, behind those of the words.
    """

    def __init__(self, words: Sequence[str], buckets: int) -> None:
        self.numbers = {word: number for number, word in enumerate(words)}
        self.buckets = buckets
        self.rows = len(words) + buckets

    def pieces(self, word: str) -> list[int]:
        """Return the rows of a word; one that is not in the vocabulary has those of its n-grams."""
        own = [self.numbers[word]] if word in self.numbers else []
        first = len(self.numbers)
        return own + [first + fnv1a(piece) % self.buckets for piece in character_ngrams(word)]

    def matrix(self, words: Sequence[str]) -> Int[Tensor, "words most"]:
        """Return the rows of words, with padding behind those that have few."""
        pieces = [self.pieces(word) for word in words]
        most = max(map(len, pieces))
        return torch.tensor([rows + [PADDING] * (most - len(rows)) for rows in pieces])

    def vector(
        self, table: Float[Tensor, "rows embedding_dim"], word: str
    ) -> Float[Tensor, " embedding_dim"]:
        """Return the mean of the rows of any word, known or not; zeros for one without pieces."""
        pieces = self.pieces(word)
        return table[pieces].sum(0) / max(1, len(pieces))
