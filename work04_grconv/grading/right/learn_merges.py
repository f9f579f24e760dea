"""Right solutions of the exercise "Learning byte-pair merges"."""

import heapq
import re
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np

from work04_grconv.text.byte_pairs import count_pairs, merge_pair

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"


def as_in_the_paper(counts, number):
    """Words are strings with spaces, and a regular expression merges, as in Sennrich's listing."""
    words = {" ".join(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = defaultdict(int)
        for word, count in words.items():
            symbols = word.split()
            for i in range(len(symbols) - 1):
                pairs[symbols[i], symbols[i + 1]] += count
        top = max(pairs.values(), default=0)
        if top < 2:
            break
        best = min(pair for pair, count in pairs.items() if count == top)
        pattern = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        words = {pattern.sub("".join(best), word): count for word, count in words.items()}
        merges.append(best)
    return merges


def counts_that_are_kept(counts, number):
    """Change only the counts of words that a merge touches."""
    words = [[list(word), count] for word, count in counts.items()]
    pairs, where = Counter(), defaultdict(set)
    for index, (symbols, count) in enumerate(words):
        for pair in pairwise(symbols):
            pairs[pair] += count
            where[pair].add(index)
    merges = []
    while len(merges) < number and pairs:
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] < 2:
            break
        merges.append(best)
        for index in sorted(where[best]):
            symbols, count = words[index]
            for pair in pairwise(symbols):
                pairs[pair] -= count
            symbols = list(merge_pair(symbols, best))
            words[index][0] = symbols
            for pair in pairwise(symbols):
                pairs[pair] += count
                where[pair].add(index)
        pairs = +pairs
    return merges


def heap_of_pairs(counts, number):
    """Take the best pair from a heap that is made anew for each merge."""
    words, merges = {tuple(word): count for word, count in counts.items()}, []
    while number > len(merges):
        heap = [(-count, pair) for pair, count in count_pairs(words).items() if count > 1]
        if not heap:
            return merges
        heapq.heapify(heap)
        merges.append(heap[0][1])
        words = {merge_pair(word, merges[-1]): count for word, count in words.items()}
    return merges


def by_recursion(counts, number):
    """The first merge, and the merges of the words after it."""

    def rest(words, left):
        pairs = count_pairs(words)
        likely = {pair: count for pair, count in pairs.items() if count >= 2}
        if left == 0 or not likely:
            return []
        best = sorted(likely, key=lambda pair: (-likely[pair], *pair))[0]
        return [best, *rest({merge_pair(w, best): n for w, n in words.items()}, left - 1)]

    return rest({tuple(word): count for word, count in counts.items()}, number)


def first_of_the_alphabet(counts, number):
    """Sort pairs by the alphabet; max gives the first of the most frequent ones."""
    words, merges = [(tuple(word), count) for word, count in counts.items()], []
    for _ in range(number):
        pairs = sorted(count_pairs(dict(words)).items())
        best, count = max(pairs, key=lambda item: item[1], default=(None, 0))
        if count <= 1:
            break
        merges += [best]
        words = [(merge_pair(word, best), count) for word, count in words]
    return merges


def lists_changed_where_they_are(counts, number):
    """Merge within lists of symbols, by deleting the right one of two."""
    words = [(list(word), count) for word, count in counts.items()]
    merges = []
    for _ in range(number):
        found = {}
        for symbols, count in words:
            for place in range(1, len(symbols)):
                pair = (symbols[place - 1], symbols[place])
                found[pair] = found.get(pair, 0) + count
        ranked = sorted((-count, left, right) for (left, right), count in found.items())
        if not ranked or ranked[0][0] > -2:
            break
        _, left, right = ranked[0]
        for symbols, _ in words:
            place = 0
            while place + 1 < len(symbols):
                if symbols[place] == left and symbols[place + 1] == right:
                    symbols[place : place + 2] = [left + right]
                place += 1
        merges.append((left, right))
    return merges


def each_occurrence_by_itself(counts, number):
    """Write each word as often as it occurs, so that every pair counts once."""
    words = [tuple(word) for word, count in counts.items() for _ in range(count)]
    merges = []
    for _ in range(number):
        pairs = Counter(pair for word in words for pair in pairwise(word))
        pairs = Counter({pair: pairs[pair] for pair in sorted(pairs)})
        if not pairs or pairs.most_common(1)[0][1] < 2:
            break
        merges.append(pairs.most_common(1)[0][0])
        words = [merge_pair(word, merges[-1]) for word in words]
    return merges


def numbers_for_symbols(counts, number):
    """Symbols are numbers in one long array, and NumPy adds up the pairs' weights."""
    names = sorted({letter for word in counts for letter in word})
    index = {name: i for i, name in enumerate(names)}
    text, weight = [], []  # −1 between words
    for word, count in counts.items():
        text += [index[letter] for letter in word] + [-1]
        weight += [count] * len(word) + [0]
    text, weight, merges = np.array(text, int), np.array(weight, int), []
    for _ in range(number):
        within = (text[:-1] >= 0) & (text[1:] >= 0) if len(text) else np.zeros(0, bool)
        rows = np.stack((text[:-1][within], text[1:][within]), axis=1)
        if not len(rows):
            break
        pairs, place = np.unique(rows, axis=0, return_inverse=True)
        sums = np.bincount(place.ravel(), weights=weight[:-1][within])
        if sums.max() < 2:
            break
        best = min((names[a], names[b]) for a, b in pairs[sums == sums.max()])
        left, right = (names.index(part) for part in best)
        names.append(best[0] + best[1])
        keep, place = np.ones(len(text), bool), 0
        while place + 1 < len(text):
            if text[place] == left and text[place + 1] == right:
                text[place], keep[place + 1] = len(names) - 1, False
                place += 1
            place += 1
        text, weight = text[keep], weight[keep]
        merges.append(best)
    return merges


def places_of_each_pair(counts, number):
    """Ask each pair of known symbols how often it stands in the words."""
    words = [tuple(word) for word in counts]
    times = list(counts.values())
    merges = []
    for _ in range(number):
        best, most = None, 1
        seen = {(a, b) for word in words for a, b in pairwise(word)}
        for pair in sorted(seen):
            total = sum(
                n * sum(word[i : i + 2] == pair for i in range(len(word)))
                for word, n in zip(words, times, strict=True)
            )
            if total > most:
                best, most = pair, total
        if best is None:
            break
        merges.append(best)
        words = [merge_pair(word, best) for word in words]
    return merges
