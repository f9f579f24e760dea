"""Words and vocabularies."""

from __future__ import annotations

from work05_transformer.text.words import PADDING, UNKNOWN, Vocabulary, split_words


def test_reviews_are_cut_into_words() -> None:
    text = "It's GREAT!<br /><br />I'd give 10 stars - “truly”…"
    assert split_words(text) == ["it's", "great", "!", "i'd", "give", "10", "stars", "truly"]


def test_a_vocabulary_holds_the_most_frequent_words() -> None:
    texts = [["a", "b", "a"], ["c", "b", "a"], ["d"]]
    vocabulary = Vocabulary.of(texts, size=3)
    assert vocabulary.words[2:] == ["a", "b"]
    assert vocabulary.counts == [0, 0, 3, 2]
    assert vocabulary.encode(["b", "zebra"]) == [3, UNKNOWN]
    assert vocabulary.matrix([["a"], ["b", "a", "b"]], 2).tolist() == [[2, PADDING], [3, 2]]
