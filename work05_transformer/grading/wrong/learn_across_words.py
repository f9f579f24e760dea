"""Pairs cross the border of words."""

OBJECT = "work05_transformer.text.byte_pairs:learn_byte_pairs"
CAUGHT_BY = "learn_byte_pairs"


def learn_byte_pairs(text, vocab_size):
    from collections import Counter
    from itertools import pairwise

    from work05_transformer.text.byte_pairs import BytePairs, merge_pair, printable_bytes

    stand_ins = printable_bytes()
    word = [stand_ins[byte] for byte in text.encode()]
    merges = []
    while len(merges) < vocab_size - 256:
        counts = Counter(pairwise(word))
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = min(pair for pair, number in counts.items() if number == best)
        merges.append(pair)
        word = merge_pair(word, pair)
    symbols = [*stand_ins.values(), *dict.fromkeys(left + right for left, right in merges)]
    return BytePairs({symbol: number for number, symbol in enumerate(symbols)}, merges)
