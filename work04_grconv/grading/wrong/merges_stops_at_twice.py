"""Stops at a pair that occurs twice."""

from work04_grconv.text.byte_pairs import count_pairs, merge_pair

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"
CAUGHT_BY = "merges"


def learn_merges(counts, number):
    words = {tuple(word): count for word, count in counts.items()}
    merges = []
    for _ in range(number):
        pairs = count_pairs(words)
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        if pairs[best] <= 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges
