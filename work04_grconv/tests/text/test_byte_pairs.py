"""Byte pairs: merges, and pieces that join again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.text.byte_pairs import BytePairs, learn_merges, merge_pair


@given(st.lists(st.sampled_from("abc"), max_size=12), st.sampled_from(["ab", "aa"]))
def test_merging_a_pair_is_replacing_it_from_the_left(symbols: list[str], pair: str) -> None:
    merged = merge_pair(symbols, (pair[0], pair[1]))
    marked = "".join(symbols).replace(pair, "X")
    assert "".join("X" if symbol == pair else symbol for symbol in merged) == marked


def test_merges_are_learned_by_frequency() -> None:
    # The example of Sennrich et al. 2016, algorithm 1, without its end-of-word symbol.
    counts = {"low": 5, "lower": 2, "newest": 6, "widest": 3}
    assert learn_merges(counts, 3) == [("e", "s"), ("es", "t"), ("l", "o")]
    assert learn_merges({"ab": 1}, 3) == []


@given(st.lists(st.text("abcd", min_size=1, max_size=6), min_size=1, max_size=20))
def test_pieces_join_to_their_words(words: list[str]) -> None:
    pairs = BytePairs(learn_merges(Counter(words), 8))
    assert BytePairs.join([piece for word in words for piece in pairs.split(word)]) == words
