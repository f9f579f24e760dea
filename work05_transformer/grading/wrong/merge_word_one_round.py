"""Only one pair of the word is merged."""

from itertools import pairwise

from work05_transformer.text.byte_pairs import merge_pair

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"
CAUGHT_BY = "merge_word"


def merge(self, symbols):
    known = [pair for pair in pairwise(symbols) if pair in self.ranks]
    return merge_pair(symbols, min(known, key=self.ranks.get)) if known else list(symbols)
