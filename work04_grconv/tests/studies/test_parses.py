"""What the study of the gates' structure measures, on tiny settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from helpers import TINY_STUDY

from work04_grconv.studies.borders import in_the_middle
from work04_grconv.studies.parses import NUMBERS, fit_pulled, mean_entropy, structure
from work04_grconv.training.loop import train
from work04_grconv.training.saved_runs import load_run


def entropy(pull: float) -> float:
    config = replace(TINY_STUDY, epochs=20, learning_rate=0.05)
    translator, languages, splits, _ = fit_pulled(config, pull, 0)
    sentences = [example.source for example in splits.valid]
    return mean_entropy(translator, languages, sentences)


def test_a_pull_toward_a_choice_lowers_the_entropy() -> None:
    assert entropy(3.0) < 0.9 * entropy(0.0)


def test_translations_and_trees_are_measured() -> None:
    measured = structure({"training": TINY_STUDY, "pull": 0.1, "sample": 60}, 0)
    assert set(measured) == {
        "train/core_seconds", "values/BLEU", "values/exact", "entropy", "hundreds", "thousands",
    }  # fmt: skip
    assert 0.3 < measured["hundreds"]["by_chance"] < 0.6
    assert 0 < measured["thousands"]["by_chance"] < 0.5
    assert 0 <= measured["hundreds"]["at_border"] <= 1


def test_without_a_pull_the_translator_is_that_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    translator, *_ = fit_pulled(TINY_STUDY, 0.0, 0)
    saved = load_run(train(TINY_STUDY)).translator
    for one, other in zip(translator.parameters(), saved.parameters(), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-5)


def test_numbers_are_parted_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NUMBERS, "hundred", [342, 700])  # three hundred | and …, seven | hundred
    monkeypatch.setitem(NUMBERS, "thousand", [2101, 32101])  # 7 words with the comma, and 8
    right, left = (in_the_middle({"sample": 2, "odd": odd}, 0) for odd in (0, 1))
    assert right["hundreds"] == left["hundreds"] == {"at_border": 0.5}
    assert right["thousands"] == {"at_border": 1}  # two thousand , | one hundred and one
    assert left["thousands"] == {"at_border": 0.5}
