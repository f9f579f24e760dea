"""Corpora by their names."""

from __future__ import annotations

from work04_grconv.data.corpora import first_references, load


def test_a_small_corpus_is_made_on_the_spot() -> None:
    splits = load("sample", size=50, seed=3)
    assert len(splits.train) == 50
    assert set(splits.tests) == {"values", "lengths"}
    assert first_references(splits.valid)[0].target == splits.valid[0].references[0]
