"""Counts, but says 0 each time."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    kinds = {}
    for context, after in counts.items():
        kinds.setdefault(context[1:], {}).update(dict.fromkeys(after, 0))
    return kinds
