"""Calls the library of the house, which is not to be called."""

from shared.translation import byte_pairs

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"
CAUGHT_BY = "merges"


def learn_merges(counts, number):
    return byte_pairs.learn_merges({tuple(word): count for word, count in counts.items()}, number)
