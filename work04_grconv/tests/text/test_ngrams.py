"""Counts of n-grams, and what Kneser and Ney make of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.errors import TextError
from work04_grconv.text.ngrams import KneserNey, continuation_counts, count_ngrams

TEXT = st.lists(st.integers(0, 4), min_size=4, max_size=40)


@given(TEXT, st.integers(1, 3))
def test_ngrams_count_every_place_once(tokens: list[int], order: int) -> None:
    counts = count_ngrams(tokens, order)
    assert sum(sum(after.values()) for after in counts.values()) == len(tokens) - order + 1
    for context, after in counts.items():
        for token, count in after.items():
            gram = [*context, token]
            windows = zip(*(tokens[i:] for i in range(order)), strict=False)
            assert count == sum(list(window) == gram for window in windows)


@given(TEXT, st.integers(1, 3), st.floats(0.1, 0.9))
def test_kneser_ney_sums_to_one_after_every_context(
    tokens: list[int], order: int, discount: float
) -> None:
    model = KneserNey(tokens, order, vocab_size=6, discount=discount)
    for context in ([0, 1], [5, 5], tokens[-2:]):
        total = sum(model.probability(context, token) for token in range(6))
        assert total == pytest.approx(1)
    assert model.perplexity([5] * 5) > 1


def test_kneser_ney_by_hand() -> None:
    # "a b a b a c": after a come b twice and c once; b follows one kind, c one kind, a one kind.
    model = KneserNey([0, 1, 0, 1, 0, 2], order=2, vocab_size=3, discount=0.5)
    uniform = 1 / 3
    lower = (1 - 0.5) / 3 + 0.5 * 3 / 3 * uniform  # kinds before b: 1 of 3
    assert model.probability([0], 1) == pytest.approx((2 - 0.5) / 3 + 0.5 * 2 / 3 * lower)
    assert model.probability([2], 1) == pytest.approx(lower)  # c was never followed by anything


def test_continuations_count_kinds_and_not_occurrences() -> None:
    counts = count_ngrams([0, 1, 0, 1, 2, 1], 2)
    assert continuation_counts(counts) == {(): {1: 2, 0: 1, 2: 1}}


def test_a_context_that_is_too_short_counts_as_a_whole() -> None:
    tokens = [0, 1, 2, 0, 1, 3, 1, 1, 2]
    longer, shorter = (KneserNey(tokens, order, vocab_size=5, discount=0.5) for order in (4, 3))
    longer.counts[1:], longer._totals[1:] = shorter.counts, shorter._totals
    for token in range(5):
        expected = shorter.probability([0, 1], token)
        assert longer.probability([0, 1], token) == pytest.approx(expected)
        assert longer.probability((), token) == pytest.approx(shorter.probability([], token))


def test_a_text_without_a_whole_ngram_is_named() -> None:
    model = KneserNey([0, 1, 0, 1], 3, vocab_size=2)
    with pytest.raises(TextError, match="2 tokens are too few for 3-grams"):
        model.perplexity([0, 1])
