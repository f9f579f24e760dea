"""The pair that was learned last is merged first."""

from itertools import pairwise

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    symbols = list(symbols)
    while known := [pair for pair in pairwise(symbols) if pair in self.ranks]:
        symbols = merge_pair(symbols, max(known, key=self.ranks.get))
    return symbols
