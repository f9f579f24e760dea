"""Adds up occurrences in place of kinds."""

from collections import Counter, defaultdict

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    kinds = defaultdict(Counter)
    for context, after in counts.items():
        for token, count in after.items():
            kinds[context[1:]][token] += count
    return {context: dict(after) for context, after in kinds.items()}
