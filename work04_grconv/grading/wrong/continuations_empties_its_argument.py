"""Takes the contexts out of what it was given."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    kinds = {}
    while counts:
        context, after = counts.popitem()
        for token in after:
            row = kinds.setdefault(context[1:], {})
            row[token] = row.get(token, 0) + 1
    return kinds
