"""Lists tokens that never follow, with a count of 0."""

OBJECT = "work04_grconv.text.ngrams:continuation_counts"
CAUGHT_BY = "continuations"


def continuation_counts(counts):
    tokens = sorted({token for after in counts.values() for token in after})
    kinds = {}
    for context, after in counts.items():
        row = kinds.setdefault(context[1:], dict.fromkeys(tokens, 0))
        for token in after:
            row[token] += 1
    return kinds
