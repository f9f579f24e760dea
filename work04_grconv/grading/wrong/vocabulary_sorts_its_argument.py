"""Sorts the sentences that it was given."""

from collections import Counter

from work04_grconv.text.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.text.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, min_count=1):
    for sentence in sentences:
        if isinstance(sentence, list):
            sentence.sort()
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        del counts[token]
    kept = sorted((t for t, n in counts.items() if n >= min_count), key=lambda t: (-counts[t], t))
    return Vocabulary(kept[:size])
