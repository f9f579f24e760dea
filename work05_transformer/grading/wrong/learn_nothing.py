"""Only the bytes become tokens."""

from collections import Counter
from itertools import pairwise

from work05_transformer.errors import TokenizerError

OBJECT = "work05_transformer.text.byte_pairs:learn_byte_pairs"
CAUGHT_BY = "learn_byte_pairs"


def learn_byte_pairs(text, vocab_size):
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 10**6:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += numbers[word]
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = min(p for p, n in counts.items() if n == best)
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)
