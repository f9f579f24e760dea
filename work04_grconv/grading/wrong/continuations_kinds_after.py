"""Counts the different tokens that follow, not those before."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    kinds = {}
    for context, after in counts.items():
        for token in after:
            kinds.setdefault(context[1:], {})[token] = len(after)
    return kinds
