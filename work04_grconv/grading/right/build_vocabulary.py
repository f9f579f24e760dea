"""Right solutions of the exercise "A vocabulary with frequencies"."""

import bisect
import functools
import heapq
import itertools
from collections import Counter, defaultdict

import numpy as np

from work04_grconv.text.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.text.vocabulary:build_vocabulary"


def two_stable_sorts(sentences, *, size=None, min_count=1):
    """Sort by the alphabet first, then by frequency; the second sort keeps the first's order."""
    counts = Counter()
    for sentence in sentences:
        counts.update(token for token in sentence if token not in SPECIAL)
    tokens = sorted(counts)
    tokens.sort(key=counts.get, reverse=True)
    tokens = [token for token in tokens if counts[token] >= min_count]
    return Vocabulary(tokens if size is None else tokens[:size])


def with_a_heap(sentences, *, size=None, min_count=1):
    """Count in a plain dictionary and take the smallest of a heap, one by one."""
    counts = {}
    for sentence in sentences:
        for token in sentence:
            counts[token] = counts.get(token, 0) + 1
    heap = [(-n, t) for t, n in counts.items() if n >= min_count and t not in set(SPECIAL)]
    heapq.heapify(heap)
    chosen = []
    while heap and (size is None or len(chosen) < size):
        chosen.append(heapq.heappop(heap)[1])
    return Vocabulary(chosen)


def groups_of_sorted_tokens(sentences, *, size=None, min_count=1):
    """Sort all tokens, so that equal ones stand together, and measure the groups."""
    everything = sorted(itertools.chain.from_iterable(sentences))
    groups = [(-len(list(group)), token) for token, group in itertools.groupby(everything)]
    kept = [(n, token) for n, token in sorted(groups) if -n >= min_count and token not in SPECIAL]
    return Vocabulary([token for _, token in itertools.islice(kept, size)])


def with_numpy(sentences, *, size=None, min_count=1):
    """Let NumPy find the different tokens with their counts, and sort by two keys."""
    tokens = np.array([token for sentence in sentences for token in sentence], dtype=object)
    names, counts = np.unique(tokens.astype(str), return_counts=True)
    ordinary = ~np.isin(names, SPECIAL) & (counts >= min_count)
    names, counts = names[ordinary], counts[ordinary]
    return Vocabulary(names[np.lexsort((names, -counts))].tolist()[:size])


def buckets_by_count(sentences, *, size=None, min_count=1):
    """Put tokens into a bucket for each count, and empty the fullest count's first."""
    counts = defaultdict(int)
    for token in itertools.chain(*sentences):
        counts[token] += 1
    buckets = defaultdict(list)
    for token, count in counts.items():
        buckets[count].append(token)
    chosen = []
    for count in range(max(buckets, default=0), max(min_count, 1) - 1, -1):
        chosen += sorted(token for token in buckets.get(count, ()) if token not in SPECIAL)
    return Vocabulary(chosen[: len(chosen) if size is None else size])


def selection(sentences, *, size=None, min_count=1):
    """Take the best of those that are left, again and again."""
    left = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        del left[token]
    chosen = []
    while left and len(chosen) != size:
        best = min(left, key=lambda token: (-left[token], token))
        if left.pop(best) >= min_count:
            chosen.append(best)
    return Vocabulary(chosen)


def by_comparison(sentences, *, size=None, min_count=1):
    """Compare two tokens at a time."""
    tokens = [token for sentence in sentences for token in sentence]
    counts = {token: tokens.count(token) for token in set(tokens) - set(SPECIAL)}

    def compare(one, other):
        if counts[one] != counts[other]:
            return counts[other] - counts[one]
        return -1 if one < other else 1

    ordered = sorted(counts, key=functools.cmp_to_key(compare))
    return Vocabulary(list(filter(lambda token: counts[token] >= min_count, ordered))[:size])


def insertion(sentences, *, size=None, min_count=1):
    """Insert each token where it belongs among those before it."""
    counts = functools.reduce(lambda sum_, s: sum_ + Counter(s), sentences, Counter())
    ordered = []
    for token, count in counts.items():
        if count >= min_count and token not in SPECIAL:
            bisect.insort(ordered, (-count, token))
    return Vocabulary([token for _, token in ordered][slice(size)])


def most_common_of_the_alphabet(sentences, *, size=None, min_count=1):
    """Count in the alphabet's order; most_common leaves ties in the order of their first sight."""
    special = Counter(dict.fromkeys(SPECIAL, 10**9))
    counts = Counter(sorted(token for sentence in sentences for token in sentence)) - special
    return Vocabulary([t for t, n in counts.most_common() if not n < min_count][:size])
