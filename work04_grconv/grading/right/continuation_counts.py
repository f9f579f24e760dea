"""Right solutions of the exercise "Continuation counts"."""

from collections import Counter, OrderedDict, defaultdict
from functools import reduce
from itertools import groupby

import numpy as np
import torch

OBJECT = "work04_grconv.text.ngrams:continuation_counts"


def sets_of_first_tokens(counts):
    """Collect the first tokens themselves, and count them at the end."""
    first = defaultdict(set)
    for context, after in counts.items():
        for token in after:
            first[context[1:], token].add(context[0])
    kinds = {}
    for (context, token), tokens in first.items():
        kinds.setdefault(context, {})[token] = len(tokens)
    return kinds


def counter_of_ngrams(counts):
    """Count shortened n-grams, then take context and token apart."""
    ngrams = Counter((*context, token)[1:] for context, after in counts.items() for token in after)
    kinds = {ngram[:-1]: {} for ngram in ngrams}
    for ngram, count in ngrams.items():
        kinds[ngram[:-1]][ngram[-1]] = count
    return kinds


def groups_of_sorted_ngrams(counts):
    """Sort the shortened n-grams, so that equal ones stand together."""
    ngrams = sorted((context[1:], token) for context, after in counts.items() for token in after)
    kinds = {}
    for context, group in groupby(ngrams, key=lambda pair: pair[0]):
        kinds[context] = {
            token: sum(1 for _ in same) for token, same in groupby(group, key=lambda pair: pair[1])
        }
    return kinds


def with_numpy(counts):
    """Let NumPy count equal rows; its numbers stay NumPy's."""
    rows = np.array([(*context, t) for context, after in counts.items() for t in after], dtype=int)
    if not len(rows):
        return {}
    unique, number = np.unique(rows[:, 1:], axis=0, return_counts=True)
    kinds = {}
    for row, count in zip(unique.tolist(), number, strict=True):
        kinds.setdefault(tuple(row[:-1]), {})[row[-1]] = count
    return kinds


def plain_loops(counts):
    """Look up, add one, write back."""
    kinds = {}
    for context in counts:
        shorter = context[1:]
        if shorter not in kinds:
            kinds[shorter] = {}
        for token in counts[context]:
            if token in kinds[shorter]:
                kinds[shorter][token] = kinds[shorter][token] + 1
            else:
                kinds[shorter][token] = 1
    return kinds


def sums_of_counters(counts):
    """Each context adds a counter of ones to that of its shorter context."""

    def add(kinds, item):
        context, after = item
        kinds[context[1:]] = kinds.get(context[1:], Counter()) + Counter(after.keys())
        return kinds

    return reduce(add, counts.items(), {})


def dictionaries_of_other_kinds(counts):
    """Return the counting dictionaries as they are, which are subclasses."""
    kinds = defaultdict(Counter)
    for context, after in counts.items():
        kinds[context[1:]].update(after.keys())
    return kinds


def asked_backwards(counts):
    """For each shorter context and token, ask all contexts that end like that."""
    shorter = OrderedDict.fromkeys(context[1:] for context in counts)
    return OrderedDict(
        (
            ending,
            {
                token: sum(token in after for c, after in counts.items() if c[1:] == ending)
                for token in sorted({t for c, a in counts.items() if c[1:] == ending for t in a})
            },
        )
        for ending in shorter
    )


def with_torch(counts):
    """Let torch count equal rows."""
    rows = [[*context[1:], token] for context, after in counts.items() for token in after]
    kinds = {}
    if rows:
        unique, number = torch.unique(torch.tensor(rows), dim=0, return_counts=True)
        for row, count in zip(unique.tolist(), number.tolist(), strict=True):
            kinds.setdefault(tuple(row[:-1]), {}).update({row[-1]: count})
    return kinds
