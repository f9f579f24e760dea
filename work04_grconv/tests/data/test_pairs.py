"""Pairs as batches."""

from __future__ import annotations

import pytest

from shared.translation import Pair
from work04_grconv.data.pairs import Pairs, encode_pairs, learn_languages, pad
from work04_grconv.errors import TextError
from work04_grconv.text.vocabulary import PAD


def test_padding_and_limits() -> None:
    assert pad([[5], [6, 7]]).tolist() == [[5, PAD], [6, 7]]
    texts = [Pair("one two", "un deux"), Pair("one " * 9, "un"), Pair(" ", "un")]
    languages = learn_languages(texts, "word", size=None, merges=0)
    pairs, skipped = encode_pairs(texts, languages, longest=5)
    assert (len(pairs), skipped) == (1, 2)
    assert isinstance(pairs, Pairs)
    with pytest.raises(TextError, match="no pair to learn from of 1 to 1 tokens"):
        encode_pairs(texts, languages, longest=1)
