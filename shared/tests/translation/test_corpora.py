"""Corpora whose test sentences are in no training set."""

from __future__ import annotations

from datetime import date

import pytest

from shared.data.testing import requires_data
from shared.translation import controlled_corpus, fra_eng
from shared.translation.controlled import amount_phrase, date_phrase, number_phrase, time_phrase
from shared.translation.sentence_pairs import CorpusError, split_pairs
from shared.translation.splits import Pair

PAIRS = [(f"s{n % 40}", f"t{n}") for n in range(100)]


@pytest.mark.parametrize(
    ("phrase", "english", "french"),
    [
        (number_phrase(342), "three hundred and forty-two", "trois cent quarante-deux"),
        (number_phrase(91), "ninety-one", "quatre-vingt-onze"),
        (amount_phrase(1, "EUR"), "one euro", "un euro"),
        (amount_phrase(200, "CHF"), "two hundred Swiss francs", "deux cents francs suisses"),
        (
            date_phrase(date(1992, 3, 1)),
            "Sunday March first nineteen ninety-two",
            "dimanche premier mars mille neuf cent quatre-vingt-douze",
        ),
        (time_phrase(0, 0), "twelve o'clock in the morning", "douze heures du matin"),
        (time_phrase(1, 21), "one twenty-one in the morning", "une heure vingt et une du matin"),
        (time_phrase(12, 0), "twelve o'clock in the afternoon", "douze heures de l’après-midi"),
        (time_phrase(19, 5), "seven oh five in the evening", "sept heures cinq du soir"),
    ],
)
def test_phrases_are_right_in_both_languages(phrase: Pair, english: str, french: str) -> None:
    assert (phrase.source, phrase.target) == (english, french)


def test_the_controlled_corpus_holds_out_values_and_lengths() -> None:
    splits = controlled_corpus(400, held_out=60)
    learnt = {pair.source for pair in splits.train}
    assert len(splits.train) == len(learnt) == 400
    assert set(splits.tests) == {"values", "lengths"}
    for examples in (splits.valid, *splits.tests.values()):
        assert len(examples) == 60
        assert learnt.isdisjoint(example.source for example in examples)
    # No phrase of a test value is a part of any training sentence.
    values = {s.source for s in splits.tests["values"] if "," not in s.source}
    assert not any(value in sentence.split(", ") for value in values for sentence in learnt)
    mean = {
        name: sum(len(example.source) for example in examples) / 60
        for name, examples in splits.tests.items()
    }
    assert mean["lengths"] > 1.5 * mean["values"]


def test_the_controlled_corpus_follows_its_seed_and_direction() -> None:
    first, again = controlled_corpus(20, held_out=5), controlled_corpus(20, held_out=5)
    assert first == again != controlled_corpus(20, held_out=5, seed=1)
    turned = controlled_corpus(20, held_out=5, direction="fr-en")
    assert turned.train == [Pair(pair.target, pair.source) for pair in first.train]


def test_pairs_are_split_by_their_source() -> None:
    splits = split_pairs(PAIRS, seed=0, train=None, held_out=10, max_words=None)
    parts = [
        {pair.source for pair in splits.train},
        {example.source for example in splits.valid},
        {example.source for example in splits.tests["test"]},
    ]
    assert [len(part) for part in parts] == [20, 10, 10]
    assert set.union(*parts) == {source for source, _ in PAIRS}
    for example in splits.valid:
        known = {target for source, target in PAIRS if source == example.source}
        assert set(example.references) == known


def test_long_pairs_are_left_out_and_the_training_set_is_cut() -> None:
    pairs = [*PAIRS, ("one two three", "un deux trois"), ("one", "un deux trois")]
    splits = split_pairs(pairs, seed=0, train=5, held_out=10, max_words=2)
    assert len({pair.source for pair in splits.train}) == 5
    with pytest.raises(CorpusError, match="40 sentences of at most 2 words, 41 are needed"):
        split_pairs(pairs, seed=0, train=1, held_out=20, max_words=2)
    with pytest.raises(CorpusError, match=r"^42 sentences, 61 .* or learn from fewer$"):
        split_pairs(pairs, seed=0, train=1, held_out=30, max_words=None)


def test_fra_eng_is_split() -> None:
    requires_data("fra-eng")
    splits = fra_eng(train=500, held_out=100, max_words=9)
    assert len({pair.source for pair in splits.train}) == 500
    assert len(splits.tests["test"]) == 100
    assert max(len(pair.target.split()) for pair in splits.train) <= 9
