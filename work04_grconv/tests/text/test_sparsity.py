"""How much of the space of n-grams a text shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.text.ngrams import count_ngrams
from work04_grconv.text.sparsity import coverage, ngrams_of

TEXT = st.lists(st.integers(0, 3), max_size=30)


def test_coverage_by_hand() -> None:
    # "a b a b c" shows ab, ba, bc of 9; of "a b c c b" the last two are new
    assert coverage([0, 1, 0, 1, 2], [0, 1, 2, 2, 1], 2, 3) == pytest.approx((3 / 9, 2 / 4))
    assert coverage([0, 1], [1], 2, 3) == pytest.approx((1 / 9, 0.0))


@given(TEXT, TEXT, st.integers(1, 4))
def test_shares_are_those_of_the_counts(tokens: list[int], held_out: list[int], order: int) -> None:
    counts = count_ngrams(tokens, order)
    shown, unseen = coverage(tokens, held_out, order, 4)
    assert shown * 4**order == pytest.approx(sum(map(len, counts.values())))
    asked = ngrams_of(held_out, order)
    assert len(asked) == max(0, len(held_out) - order + 1)
    lacking = sum(gram[-1] not in counts.get(gram[:-1], {}) for gram in asked)
    assert unseen == pytest.approx(lacking / max(1, len(asked)))


@given(TEXT, TEXT)
def test_a_longer_ngram_is_unseen_wherever_a_part_of_it_is(
    tokens: list[int], held_out: list[int]
) -> None:
    missing = [len(ngrams_of(held_out, n)) * coverage(tokens, held_out, n, 4)[1] for n in (1, 2, 3)]
    assert missing[0] - 1 <= missing[1] + 1e-9
    assert missing[1] - 1 <= missing[2] + 1e-9
