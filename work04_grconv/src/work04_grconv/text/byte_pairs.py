"""Byte-pair encoding (Sennrich et al. 2016): frequent neighbors grow together.

Words are cut into characters; the pair that occurs most often becomes one symbol, again and
again. Frequent words end whole, rare ones as pieces, and no word is unknown whose characters
are known. Work 5 trains GPT-2's variety on bytes; here the symbols are characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

CONTINUES = "@@"  # at the end of a piece that is not the end of its word

Pair = tuple[str, str]


def count_pairs(words: Mapping[tuple[str, ...], int]) -> Counter[Pair]:
    """Count neighboring symbols, each word as often as it occurs."""
    pairs: Counter[Pair] = Counter()
    for symbols, count in words.items():
        for pair in pairwise(symbols):
            pairs[pair] += count
    return pairs


def merge_pair(symbols: Sequence[str], pair: Pair) -> tuple[str, ...]:
    """Replace each occurrence of `pair`, from the left, by one symbol."""
    merged: list[str] = []
    place = 0
    while place < len(symbols):
        if tuple(symbols[place : place + 2]) == pair:
            merged.append(pair[0] + pair[1])
            place += 2
        else:
            merged.append(symbols[place])
            place += 1
    return tuple(merged)


def learn_merges(counts: Mapping[str, int], number: int) -> list[Pair]:
    """Learn up to `number` merges from words and how often each occurs.

    A pair counts at each place within a word where it stands, as often as the word occurs: in
    `aaa`, (a, a) stands twice. The most frequent pair comes first, of equally frequent ones the first
    in alphabetical order, by the left symbol, then by the right one. It stops early when no pair
    occurs twice. Each merge counts all words anew, as the paper's algorithm does; a tokenizer learns
    by `shared.translation.byte_pairs`, which is the same in seconds; neither is to be called here.
    """
    words = {tuple(word): count for word, count in counts.items()}
    merges: list[Pair] = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges


class BytePairs:
    """A way to cut words into pieces, by learned merges.

    Args:
        merges: in the order in which they were learned, which is that in which they apply.
    """

    def __init__(self, merges: Sequence[Pair]) -> None:
        self.merges = list(merges)
        self._rank = {pair: rank for rank, pair in enumerate(self.merges)}
        self._known: dict[str, list[str]] = {}

    def split(self, word: str) -> list[str]:
        """Return the pieces of `word`, all but the last marked with CONTINUES."""
        if word not in self._known:
            symbols = tuple(word)
            while True:
                pairs = pairwise(symbols)
                ranked = [pair for pair in pairs if pair in self._rank]
                if not ranked:
                    break
                symbols = merge_pair(symbols, min(ranked, key=self._rank.__getitem__))
            self._known[word] = [piece + CONTINUES for piece in symbols[:-1]] + [*symbols[-1:]]
        return self._known[word]

    @staticmethod
    def join(pieces: Sequence[str]) -> list[str]:
        """Put pieces together to words; a word without its end still counts."""
        words, word = [], ""
        for piece in pieces:
            word += piece.removesuffix(CONTINUES)
            if not piece.endswith(CONTINUES):
                words.append(word)
                word = ""
        return [*words, word] if word else words
