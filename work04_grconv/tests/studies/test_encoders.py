"""What the studies of the controlled corpus measure, on tiny settings."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import TINY_STUDY

from shared.studies import Measured
from shared.translation import Example
from work04_grconv.studies.encoders import by_length, default_run, encoder
from work04_grconv.studies.translations import SHOWN, written

SCORES = {"values/BLEU", "values/exact", "lengths/BLEU", "lengths/exact", "train/core_seconds"}


def test_runs_are_measured_drawn_and_trained_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    reached = default_run(TINY_STUDY, 0)
    assert set(reached) == SCORES
    assert isinstance(reached, Measured)
    assert set(reached.pictures) == {"trees/0.svg", "trees/1.svg", "trees/2.svg"}
    by_encoder = encoder(TINY_STUDY, 0)
    assert set(by_encoder) == {*SCORES, "by_length"}
    assert {name: by_encoder[name] for name in SCORES} == dict(reached)
    sentences = written(TINY_STUDY, 0)["sentences"]
    assert len(sentences) == sum(SHOWN.values())
    assert {text["translation"][0] for text in sentences.values()} <= {"✓", "✗"}
    assert len(list((tmp_path / "runs" / "studies").glob("*/*/summary.json"))) == 1


def test_sentences_are_grouped_by_the_words_of_their_source() -> None:
    examples = [Example("one two", ("a b c d",)), Example("one two three", ("e f g h",))]
    groups = by_length(
        list(zip(examples, ["a b c d", "x"], strict=True)), ((1, 2), (3, 9), (10, 20))
    )
    assert groups["1 to 2"] == {"sentences": 1, "BLEU": pytest.approx(100)}
    assert groups["3 to 9"]["sentences"] == 1
    assert groups["3 to 9"]["BLEU"] < 5
    assert set(groups) == {"1 to 2", "3 to 9"}
