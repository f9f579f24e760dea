"""Byte-pair merges of a large text in seconds (Sennrich et al. 2016, algorithm 1).

The plain algorithm counts all pairs anew for every merge. Here a merge changes only the counts of
the words that hold the pair, and a heap knows the most frequent one.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise

from tqdm import tqdm

Pair = tuple[str, str]


def learn_merges(
    words: Mapping[tuple[str, ...], int], number: int, *, label: str = ""
) -> list[Pair]:
    """Learn up to `number` merges: again and again, the most frequent pair becomes one symbol.

    Of equally frequent pairs the first in alphabetical order wins. It stops early when no pair
    occurs twice.

    Args:
        words: each as its symbols, with how often it occurs. Merges never cross words.
        number: of merges, at most.
        label: of a progress bar on a terminal; none where it is empty.
    """
    symbols = [list(word) for word in words]
    frequencies = list(words.values())
    counts: Counter[Pair] = Counter()
    where: dict[Pair, set[int]] = defaultdict(set)  # words that hold, or once held, a pair
    for index, word in enumerate(symbols):
        for pair in pairwise(word):
            counts[pair] += frequencies[index]
            where[pair].add(index)
    heap = [(-count, pair) for pair, count in counts.items()]
    heapq.heapify(heap)
    merges: list[Pair] = []
    hidden = None if label else True  # None: shown on a terminal
    with tqdm(total=number, desc=label, delay=0.5, leave=False, disable=hidden) as bar:
        while len(merges) < number and heap:
            count, pair = heapq.heappop(heap)
            if counts[pair] != -count:
                continue  # counted before another merge; its new count stands further down
            if -count < 2:
                break
            merges.append(pair)
            bar.update()
            changed: set[Pair] = set()
            for index in where.pop(pair):
                before, after = symbols[index], _merged(symbols[index], pair)
                for old in pairwise(before):
                    counts[old] -= frequencies[index]
                    changed.add(old)
                for new in pairwise(after):
                    counts[new] += frequencies[index]
                    where[new].add(index)
                    changed.add(new)
                symbols[index] = after
            for touched in changed:
                if counts[touched] > 0:
                    heapq.heappush(heap, (-counts[touched], touched))
                else:
                    del counts[touched]
    return merges


def _merged(symbols: list[str], pair: Pair) -> list[str]:
    """Replace each occurrence of a pair, from the left, by one symbol."""
    merged: list[str] = []
    place = 0
    while place < len(symbols):
        if place + 1 < len(symbols) and (symbols[place], symbols[place + 1]) == pair:
            merged.append(pair[0] + pair[1])
            place += 2
        else:
            merged.append(symbols[place])
            place += 1
    return merged
