"""Each different word counts once, however often it occurs."""

OBJECT = "work05_transformer.text.byte_pairs:learn_byte_pairs"
CAUGHT_BY = "learn_byte_pairs"


def learn_byte_pairs(text, vocab_size):
    from collections import Counter
    from itertools import pairwise

    from work05_transformer.text.byte_pairs import WORDS, BytePairs, merge_pair, printable_bytes

    stand_ins = printable_bytes()
    words = [[stand_ins[byte] for byte in word.encode()] for word in set(WORDS.findall(text))]
    merges = []
    while len(merges) < vocab_size - 256:
        counts = Counter(pair for word in words for pair in pairwise(word))
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = min(pair for pair, number in counts.items() if number == best)
        merges.append(pair)
        words = [merge_pair(word, pair) for word in words]
    symbols = [*stand_ins.values(), *dict.fromkeys(left + right for left, right in merges)]
    return BytePairs({symbol: number for number, symbol in enumerate(symbols)}, merges)
