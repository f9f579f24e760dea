"""One thing at a time is changed, and a changed translator is measured on every test set."""

from __future__ import annotations

from work05_transformer.studies.parts import BASE, CHANGES, small_translator
from work05_transformer.training.config import TranslationConfig


def test_study_c_changes_one_thing_at_a_time() -> None:
    for change, fields in CHANGES.items():
        assert len(fields) == (0 if change.startswith("none") else 1)
        for name, value in fields.items():
            assert getattr(BASE, name) != value


def test_a_small_translator_is_measured() -> None:
    measured = small_translator({"training": TranslationConfig.smoke_test(), "tested": 3}, seed=0)
    assert set(measured) == {"parameters", "train/core_seconds", "values/BLEU", "lengths/BLEU"}
