"""Leaves out <eos> alone, and then tokens that stand there already."""

from collections import Counter

from work04_grconv.text.vocabulary import Vocabulary

OBJECT = "work04_grconv.text.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, min_count=1):
    counts = Counter(token for sentence in sentences for token in sentence)
    del counts["<eos>"]
    kept = [token for token in counts if counts[token] >= min_count and token != "<pad>"]
    kept.sort(key=lambda token: (-counts[token], token))
    return Vocabulary([token for token in kept if token != "<bos>"][:size])
