"""Of a round, the first pair of the word must be known, or the merging ends."""

from itertools import pairwise

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    symbols = list(symbols)
    while len(symbols) > 1 and (symbols[0], symbols[1]) in self.ranks:
        known = [pair for pair in pairwise(symbols) if pair in self.ranks]
        symbols = merge_pair(symbols, min(known, key=self.ranks.get))
    return symbols
