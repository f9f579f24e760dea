"""Mistakes in continuation_counts: each function is one, and its docstring says which."""

from collections import Counter, defaultdict

OBJECT = "work04_grconv.text.ngrams:continuation_counts"


def count_occurrences(counts):
    """Adds up occurrences in place of kinds."""
    kinds = defaultdict(Counter)
    for context, after in counts.items():
        for token, count in after.items():
            kinds[context[1:]][token] += count
    return {context: dict(after) for context, after in kinds.items()}


def drop_the_last(counts):
    """Shortens the context at its end."""
    kinds = defaultdict(Counter)
    for context, after in counts.items():
        for token in after:
            kinds[context[:-1]][token] += 1
    return {context: dict(after) for context, after in kinds.items()}


def echo(counts):
    """Gives back what it was given."""
    return counts


def empties_its_argument(counts):
    """Takes the contexts out of what it was given."""
    kinds = {}
    while counts:
        context, after = counts.popitem()
        for token in after:
            row = kinds.setdefault(context[1:], {})
            row[token] = row.get(token, 0) + 1
    return kinds


def empty(counts):
    """Forgets everything."""
    return {}


def kinds_after(counts):
    """Counts the different tokens that follow, not those before."""
    kinds = {}
    for context, after in counts.items():
        for token in after:
            kinds.setdefault(context[1:], {})[token] = len(after)
    return kinds


def last_one_wins(counts):
    """Keeps the counts of the last context only."""
    return {context[1:]: dict.fromkeys(after, 1) for context, after in counts.items()}


def ones(counts):
    """Says 1 for whatever stands there."""
    kinds = {}
    for context, after in counts.items():
        kinds.setdefault(context[1:], {}).update(dict.fromkeys(after, 1))
    return kinds


def with_zeros(counts):
    """Lists tokens that never follow, with a count of 0."""
    tokens = sorted({token for after in counts.values() for token in after})
    kinds = {}
    for context, after in counts.items():
        row = kinds.setdefault(context[1:], dict.fromkeys(tokens, 0))
        for token in after:
            row[token] += 1
    return kinds


def zeros(counts):
    """Counts, but says 0 each time."""
    kinds = {}
    for context, after in counts.items():
        kinds.setdefault(context[1:], {}).update(dict.fromkeys(after, 0))
    return kinds
