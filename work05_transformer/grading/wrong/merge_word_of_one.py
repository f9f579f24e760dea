"""A word of one symbol, or none, is an error."""

from itertools import pairwise

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    symbols = list(symbols)
    while True:
        pair = min(pairwise(symbols), key=lambda pair: self.ranks.get(pair, len(self.ranks)))
        if pair not in self.ranks:
            return symbols
        symbols = merge_pair(symbols, pair)
        if len(symbols) == 1:
            return symbols
