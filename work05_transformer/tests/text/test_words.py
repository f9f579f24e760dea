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


def test_words_of_other_scripts_and_quotes_are_words() -> None:
    assert split_words("don’t") == split_words("don't") == ["don't"]
    assert split_words("很好看！") == ["很", "好", "看", "！"]
    assert split_words("素晴らしい 映画") == ["素", "晴", "ら", "し", "い", "映", "画"]
    assert split_words("बहुत अच्छी") == ["बहुत", "अच्छी"]
    assert split_words("좋은 영화 👍") == ["좋은", "영화", "👍"]


def test_a_letter_is_the_same_as_one_character_or_as_two() -> None:
    assert split_words("cafe\u0301 I\u0307s") == split_words("caf\u00e9 \u0130s")
    assert split_words("HO\u0302TEL") == ["h\u00f4tel"]
