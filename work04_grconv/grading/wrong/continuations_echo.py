"""Gives back what it was given."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    return counts
