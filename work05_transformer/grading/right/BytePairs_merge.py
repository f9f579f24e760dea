"""Right solutions of merging a word."""

import heapq
from itertools import pairwise

OBJECT = "work05_transformer.text.byte_pairs:BytePairs.merge"


def by_known_pairs(self, symbols):
    """Collect the known pairs in each round."""
    symbols = list(symbols)
    while known := {pair for pair in pairwise(symbols) if pair in self.ranks}:
        symbols = merge_pair(symbols, min(known, key=self.ranks.__getitem__))
    return symbols


def by_recursion(self, symbols):
    """Merge one pair and call the function again."""
    known = sorted((self.ranks[pair], pair) for pair in pairwise(symbols) if pair in self.ranks)
    return by_recursion(self, merge_pair(symbols, known[0][1])) if known else [*symbols]


def by_infinity(self, symbols):
    """Give unknown pairs an infinite rank."""
    word = list(symbols)
    while True:
        ranks = [self.ranks.get(pair, float("inf")) for pair in pairwise(word)]
        if not ranks or min(ranks) == float("inf"):
            return word
        place = ranks.index(min(ranks))
        word = merge_pair(word, (word[place], word[place + 1]))


def one_place_at_a_time(self, symbols):
    """Merge the leftmost occurrence alone, and look again: the same pair comes next."""
    word = list(symbols)
    while True:
        best = None
        for place in range(len(word) - 1):
            rank = self.ranks.get((word[place], word[place + 1]))
            if rank is not None and (best is None or rank < best[0]):
                best = (rank, place)
        if best is None:
            return word
        pair = (word[best[1]], word[best[1] + 1])
        word = _from_the_left(word, pair)


def _from_the_left(word, pair):
    merged, place = [], 0
    while place < len(word):
        if place + 1 < len(word) and (word[place], word[place + 1]) == pair:
            merged.append(word[place] + word[place + 1])
            place += 1
        else:
            merged.append(word[place])
        place += 1
    return merged


def without_the_other_exercise(self, symbols):
    """Merge with a loop of its own."""
    word = [*symbols]
    while len(word) >= 2:
        candidates = [pair for pair in pairwise(word) if pair in self.ranks]
        if not candidates:
            break
        left, right = min(candidates, key=lambda pair: self.ranks[pair])
        place = 0
        while place < len(word) - 1:
            if word[place] == left and word[place + 1] == right:
                word[place : place + 2] = [left + right]
            place += 1
    return word


def by_a_table(self, symbols):
    """Sort the merges once, and start over after each that was found."""
    order = [pair for pair, _ in sorted(self.ranks.items(), key=lambda item: item[1])]
    word, place = list(symbols), 0
    while place < len(order):
        merged = merge_pair(word, order[place])
        place = 0 if len(merged) < len(word) else place + 1
        word = merged
    return word


def by_a_heap(self, symbols):
    """Keep the pairs of a round in a heap."""
    word = list(symbols)
    while True:
        heap = [(self.ranks[pair], pair) for pair in pairwise(word) if pair in self.ranks]
        if not heap:
            return word
        heapq.heapify(heap)
        word = merge_pair(word, heapq.heappop(heap)[1])


def by_numbers(self, symbols):
    """Look for ranks from a list of pairs by their number."""
    pairs = sorted(self.ranks, key=self.ranks.get)
    numbers = {pair: number for number, pair in enumerate(pairs)}
    word = list(symbols)
    found = [numbers[pair] for pair in pairwise(word) if pair in numbers]
    while found:
        word = merge_pair(word, pairs[min(found)])
        found = [numbers[pair] for pair in pairwise(word) if pair in numbers]
    return word


def to_a_tuple(self, symbols):
    """Work on tuples, and return one: a sequence like a list."""
    word = tuple(symbols)
    while any(pair in self.ranks for pair in pairwise(word)):
        ranks = ((self.ranks[pair], pair) for pair in pairwise(word) if pair in self.ranks)
        word = tuple(merge_pair(word, min(ranks)[1]))
    return word
