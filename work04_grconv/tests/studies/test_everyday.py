"""What the studies of everyday sentences measure, on tiny settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers import TINY_STUDY

from shared.translation import Splits, controlled_corpus
from work04_grconv.data import corpora
from work04_grconv.studies.everyday import beside, d2l, everyday_sentences, ours

# in small letters, as in the studies
CONFIG = replace(TINY_STUDY, data="fra-eng", vocabulary=40, lowercase=True)


@pytest.fixture(autouse=True)
def few_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small corpus in place of fra-eng."""

    def few(**_: Any) -> Splits:
        splits = controlled_corpus(64, held_out=10)
        return Splits(splits.train, splits.valid, {"test": splits.tests["values"]})

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(corpora, "fra_eng", few)
    everyday_sentences.cache_clear()
    yield
    everyday_sentences.cache_clear()


def test_both_recipes_are_measured_in_the_same_way() -> None:
    theirs = d2l(beside(CONFIG, attention=True), 0)
    mine = ours(replace(CONFIG, encoder="gru"), 0)
    assert set(theirs) == {"test/BLEU", "test/exact", "train/core_seconds", "by_unknown"}
    assert set(mine) == {*theirs, "source/vocab_size", "target/vocab_size"}
    counts = [
        {name: group["sentences"] for name, group in metrics["by_unknown"].items()}
        for metrics in (theirs, mine)
    ]
    assert counts[0] == counts[1]
    assert sum(counts[0].values()) == 10


def test_a_smaller_vocabulary_has_fewer_tokens_and_byte_pairs_no_unknown_words() -> None:
    few = ours(replace(CONFIG, vocabulary=20), 0)
    assert (few["source/vocab_size"], few["target/vocab_size"]) == (24, 24)
    pieces = ours(replace(CONFIG, unit="bpe", merges=10, vocabulary=None), 0)
    assert "by_unknown" not in pieces
