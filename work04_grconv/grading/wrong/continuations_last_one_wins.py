"""Keeps the counts of the last context only."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    return {context[1:]: dict.fromkeys(after, 1) for context, after in counts.items()}
