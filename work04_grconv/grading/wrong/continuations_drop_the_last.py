"""Shortens the context at its end."""

from collections import Counter, defaultdict

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    kinds = defaultdict(Counter)
    for context, after in counts.items():
        for token in after:
            kinds[context[:-1]][token] += 1
    return {context: dict(after) for context, after in kinds.items()}
