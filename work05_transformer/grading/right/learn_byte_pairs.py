"""Right solutions of learning byte pairs."""

import heapq
from collections import Counter, defaultdict
from itertools import pairwise

from work05_transformer.errors import TokenizerError

OBJECT = "work05_transformer.text.byte_pairs:learn_byte_pairs"


def _start(text, vocab_size):
    if vocab_size < 256:
        raise TokenizerError("a vocabulary holds the 256 bytes at least")
    stand_ins = printable_bytes()
    counts = Counter(WORDS.findall(text))
    return {tuple(stand_ins[byte] for byte in word.encode()): n for word, n in counts.items()}


def _finish(merges):
    tokens = list(printable_bytes().values())
    for left, right in merges:
        if left + right not in tokens:
            tokens.append(left + right)
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)


def counting_anew(text, vocab_size):
    """Count all pairs again in each round."""
    words, merges = _start(text, vocab_size), []
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, number in words.items():
            for pair in pairwise(word):
                counts[pair] += number
        if not counts or max(counts.values()) < 2:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        merged = Counter()
        for word, number in words.items():
            merged[tuple(merge_pair(word, best))] += number
        words = merged
    return _finish(merges)


def by_sorting(text, vocab_size):
    """Sort the pairs by count and alphabet in each round."""
    words = [(list(word), number) for word, number in _start(text, vocab_size).items()]
    merges = []
    for _ in range(vocab_size - 256):
        counts = defaultdict(int)
        for word, number in words:
            for place in range(len(word) - 1):
                counts[word[place], word[place + 1]] += number
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if not ordered or ordered[0][1] == 1:
            break
        merges.append(ordered[0][0])
        words = [(merge_pair(word, merges[-1]), number) for word, number in words]
    return _finish(merges)


def by_recursion(text, vocab_size):
    """Learn one pair, then the rest from the merged words."""

    def learn(words, left):
        counts = Counter()
        for word, number in words:
            for pair in pairwise(word):
                counts[pair] += number
        pairs = [(-number, pair) for pair, number in counts.items() if number >= 2]
        if not left or not pairs:
            return []
        _, best = min(pairs)
        return [best, *learn([(merge_pair(word, best), n) for word, n in words], left - 1)]

    return _finish(learn([*_start(text, vocab_size).items()], vocab_size - 256))


def every_word_as_it_comes(text, vocab_size):
    """Keep every occurrence of a word, and count each."""
    if vocab_size < 256:
        raise TokenizerError(f"{vocab_size} tokens are too few")
    stand_ins = printable_bytes()
    words = [[stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)]
    merges = []
    while 256 + len(merges) < vocab_size:
        counts = Counter(pair for word in words for pair in pairwise(word))
        top = max(counts.values(), default=0)
        if top <= 1:
            break
        merges.append(sorted(pair for pair in counts if counts[pair] == top)[0])
        words = [merge_pair(word, merges[-1]) for word in words]
    return _finish(merges)


def by_a_heap(text, vocab_size):
    """Take the best pair from a heap that is built in each round."""
    words, merges = list(_start(text, vocab_size).items()), []
    while len(merges) + 256 < vocab_size:
        counts = {}
        for word, number in words:
            for pair in pairwise(word):
                counts[pair] = counts.get(pair, 0) + number
        heap = [(-number, left, right) for (left, right), number in counts.items()]
        heapq.heapify(heap)
        if not heap or -heap[0][0] < 2:
            break
        _, left, right = heapq.heappop(heap)
        merges.append((left, right))
        words = [(tuple(merge_pair(word, (left, right))), number) for word, number in words]
    return _finish(merges)


def only_changed_words(text, vocab_size):
    """Update the counts for words that hold the pair."""
    words = [[list(word), number] for word, number in _start(text, vocab_size).items()]
    counts, merges = Counter(), []
    for word, number in words:
        for pair in pairwise(word):
            counts[pair] += number
    while len(merges) < vocab_size - 256:
        alive = [(pair, number) for pair, number in counts.items() if number > 1]
        if not alive:
            break
        best, _ = min(alive, key=lambda item: (-item[1], *item[0]))
        merges.append(best)
        for entry in words:
            word, number = entry
            if best in [*pairwise(word)]:
                counts.subtract({pair: n * number for pair, n in Counter(pairwise(word)).items()})
                entry[0] = merge_pair(word, best)
                counts.update({p: n * number for p, n in Counter(pairwise(entry[0])).items()})
    return _finish(merges)


def by_text(text, vocab_size):
    """Keep the words as one list with None between, and count pairs without a None."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, line = printable_bytes(), []
    for word in WORDS.findall(text):
        line += [*(stand_ins[byte] for byte in word.encode()), None]
    merges = []
    while len(merges) < vocab_size - 256:
        counts = Counter(pair for pair in pairwise(line) if None not in pair)
        if not counts:
            break
        best = max(counts.values())
        if best < 2:
            break
        pair = min(p for p, number in counts.items() if number == best)
        merges.append(pair)
        merged, place = [], 0
        while place < len(line):
            if tuple(line[place : place + 2]) == pair:
                merged.append("".join(pair))
                place += 2
            else:
                merged.append(line[place])
                place += 1
        line = merged
    return _finish(merges)


def by_places(text, vocab_size):
    """List the places of each pair, and count their words."""
    if not vocab_size >= 256:
        raise TokenizerError("the 256 bytes do not fit")
    stock = _start(text, vocab_size)
    words, numbers, merges = [list(word) for word in stock], list(stock.values()), []
    while len(merges) != vocab_size - 256:
        places = defaultdict(list)
        for index, word in enumerate(words):
            for pair in pairwise(word):
                places[pair].append(index)
        totals = {pair: sum(numbers[i] for i in found) for pair, found in places.items()}
        best = max(totals.values(), default=0)
        if best < 2:
            break
        pair = next(pair for pair in sorted(totals) if totals[pair] == best)
        merges += [pair]
        for index in {*places[pair]}:
            words[index] = merge_pair(words[index], pair)
    return _finish(merges)
