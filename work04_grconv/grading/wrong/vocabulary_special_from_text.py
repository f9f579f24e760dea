"""Lets the text number the special tokens once more."""

from collections import Counter

from work04_grconv.vocabulary import Vocabulary

OBJECT = "work04_grconv.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, least=1):
    counts = Counter(token for sentence in sentences for token in sentence)
    frequent = sorted(
        (token for token, count in counts.items() if count >= least),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])
