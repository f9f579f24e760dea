"""Leaves ties in the order in which the tokens come."""

from collections import Counter

from work04_grconv.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, least=1):
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = [token for token, count in counts.most_common() if count >= least]
    return Vocabulary(frequent[:size])
