"""Mistakes in learn_byte_pairs: each function is one, and its docstring says which."""

from collections import Counter
from itertools import pairwise

from work05_transformer.errors import TokenizerError

OBJECT = "work05_transformer.text.byte_pairs:learn_byte_pairs"


def across_words(text, vocab_size):
    """Pairs cross the border of words."""
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


def any_size(text, vocab_size):
    """A vocabulary below the 256 bytes is no error."""
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
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


def first_seen_of_ties(text, vocab_size):
    """Of equally frequent pairs the first that was counted wins."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += numbers[word]
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = max(counts, key=counts.get)
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)


def ignores_frequency(text, vocab_size):
    """Each different word counts once, however often it occurs."""
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


def last_of_ties(text, vocab_size):
    """Of equally frequent pairs the last in alphabetical order wins."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += numbers[word]
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = max(p for p, n in counts.items() if n == best)
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)


def nothing(text, vocab_size):
    """Only the bytes become tokens."""
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


def one_too_many(text, vocab_size):
    """There is one token more than asked for."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 255:
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


def pairs_that_occur_once(text, vocab_size):
    """Pairs that occur once become tokens too."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += numbers[word]
        best = max(counts.values(), default=0)
        if best < 1:
            break
        pair = min(p for p, n in counts.items() if n == best)
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)


def ties_by_the_token(text, vocab_size):
    """Of equally frequent pairs the one whose token is first in the alphabet wins."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                counts[pair] += numbers[word]
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = min((p for p, n in counts.items() if n == best), key=lambda p: (p[0] + p[1], p))
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)


def unicode(text, vocab_size):
    """Characters are merged, not bytes."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [*word.replace(" ", "Ġ")] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
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


def without_overlap(text, vocab_size):
    """Pairs that overlap are counted once: in `eee`, (e, e) stands once."""
    if vocab_size < 256:
        raise TokenizerError("too few tokens")
    stand_ins, merges = printable_bytes(), []
    words = {word: [stand_ins[byte] for byte in word.encode()] for word in WORDS.findall(text)}
    numbers = Counter(WORDS.findall(text))
    while len(merges) < vocab_size - 256:
        counts = Counter()
        for word, symbols in words.items():
            for pair in {*pairwise(symbols)}:
                counts[pair] += numbers[word] * (len(symbols) - len(merge_pair(symbols, pair)))
        best = max(counts.values(), default=0)
        if best < 2:
            break
        pair = min(p for p, n in counts.items() if n == best)
        merges.append(pair)
        words = {word: merge_pair(symbols, pair) for word, symbols in words.items()}
    tokens = dict.fromkeys([*stand_ins.values(), *(left + right for left, right in merges)])
    return BytePairs({token: number for number, token in enumerate(tokens)}, merges)
