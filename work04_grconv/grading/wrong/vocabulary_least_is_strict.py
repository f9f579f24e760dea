"""Drops tokens that occur exactly `least` times."""

from collections import Counter

from work04_grconv.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, least=1):
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count > least or least == 1),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])
