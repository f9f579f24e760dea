"""Takes the words out of the dictionary that it was given."""

from work04_grconv.text.byte_pairs import count_pairs, merge_pair

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"
CAUGHT_BY = "merges"


def learn_merges(counts, number):
    words, merges = {}, []
    while counts:
        word, count = counts.popitem()
        words[tuple(word)] = count
    for _ in range(number):
        pairs = count_pairs(words)
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < 2:
            break
        merges.append(best)
        words = {merge_pair(symbols, best): count for symbols, count in words.items()}
    return merges
