"""Orders equally frequent tokens by the alphabet's end first."""

from collections import Counter

from work04_grconv.text.vocabulary import SPECIAL, Vocabulary

OBJECT = "work04_grconv.text.vocabulary:build_vocabulary"
CAUGHT_BY = "vocabulary"


def build_vocabulary(sentences, *, size=None, min_count=1):
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (counts[token], token),
    )
    return Vocabulary(frequent[::-1][:size])
