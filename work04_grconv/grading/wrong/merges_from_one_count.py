"""Takes the most frequent pairs of characters and never counts again."""

from work04_grconv.text.byte_pairs import count_pairs

OBJECT = "work04_grconv.text.byte_pairs:learn_merges"
CAUGHT_BY = "merges"


def learn_merges(counts, number):
    pairs = count_pairs({tuple(word): count for word, count in counts.items()})
    ranked = sorted(pairs, key=lambda pair: (-pairs[pair], pair))
    return [pair for pair in ranked[:number] if pairs[pair] >= 2]
