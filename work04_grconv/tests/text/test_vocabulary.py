"""Tokens and their numbers."""

from __future__ import annotations

import pytest

from work04_grconv.text.vocabulary import END, PAD, UNKNOWN, Vocabulary, build_vocabulary


def test_a_vocabulary_counts_and_breaks_ties_by_the_alphabet() -> None:
    sentences = [["b", "a", "b"], ["c", "a", "d"]]
    vocabulary = build_vocabulary(sentences, size=3)
    assert vocabulary.tokens[4:] == ["a", "b", "c"]
    assert vocabulary.encode(["c", "d"]) == [6, UNKNOWN]
    assert build_vocabulary(iter(sentences), size=3).tokens == vocabulary.tokens
    assert build_vocabulary(sentences, min_count=2).tokens[4:] == ["a", "b"]
    assert build_vocabulary([["<eos>", "a"]]).tokens[4:] == ["a"]
    assert vocabulary.decode([2, 4, PAD, 5, END, 6]) == ["a", "b"]
    with pytest.raises(ValueError, match="once"):
        Vocabulary(["a", "a"])
