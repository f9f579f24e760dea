"""Fast merges are those of the plain algorithm, which counts everything anew."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.translation.byte_pairs import Pair, learn_merges


def plain_merges(words: Mapping[tuple[str, ...], int], number: int) -> list[Pair]:
    """Sennrich et al. 2016, algorithm 1, as it stands there."""
    current, merges = [(list(word), count) for word, count in words.items()], []
    while len(merges) < number:
        pairs: Counter[Pair] = Counter()
        for symbols, count in current:
            for pair in pairwise(symbols):
                pairs[pair] += count
        best = min(pairs, key=lambda pair: (-pairs[pair], pair), default=None)
        if best is None or pairs[best] < 2:
            break
        merges.append(best)
        for symbols, _ in current:
            place = 0
            while place < len(symbols) - 1:
                if (symbols[place], symbols[place + 1]) == best:
                    symbols[place : place + 2] = ["".join(best)]
                place += 1
    return merges


words = st.dictionaries(
    st.text("abc", min_size=1, max_size=9).map(tuple), st.integers(1, 9), max_size=25
)


@settings(deadline=None, max_examples=150)
@given(words, st.integers(0, 30))
def test_merges_are_those_of_the_plain_algorithm(
    counts: dict[tuple[str, ...], int], number: int
) -> None:
    assert learn_merges(counts, number) == plain_merges(counts, number)


def test_symbols_may_be_longer_than_a_character_and_overlap_themselves() -> None:
    assert learn_merges({("aa", "aa", "aa"): 2, ("b",): 9}, 5) == [("aa", "aa"), ("aaaa", "aa")]
    assert learn_merges({}, 5) == learn_merges({("a", "b"): 1}, 5) == []


def test_a_merge_does_not_count_all_words_anew() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = {
        tuple(letters[(7 * n + 3 * k) % 26] + letters[n // (k + 1) % 26] for k in range(6)): 2
        for n in range(3000)
    }
    start = time.process_time()
    merges = learn_merges(many, 1000)
    assert len(merges) == 1000
    assert time.process_time() - start < 10  # all words anew for each merge: minutes
