"""What a default run reached is stored under the settings of the command, so that a run can compare."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shared.studies import Study
from shared.studies.declaring import Definition
from work05_transformer.studies.default import (
    classification_default,
    classification_run,
    default,
    translation_default,
)
from work05_transformer.training.config import (
    PAPER,
    ClassificationConfig,
    TrainConfig,
    TranslationConfig,
)
from work05_transformer.training.translation import MADE

RESULTS = Path(__file__).parents[2] / "results"
TRANSLATIONS = ("translation_default.json", "translation.json")  # of the default, of PAPER


@pytest.mark.parametrize(
    ("definition", "config"),
    [
        (default, TrainConfig()),
        (translation_default, TranslationConfig()),
        (classification_default, ClassificationConfig()),
    ],
)
def test_the_settings_are_those_of_the_command(definition: Definition, config: object) -> None:
    declared = Study(definition.seeds, lambda *_: [])
    definition.function(declared)
    assert all(one.config == config for one in declared.wanted)


def test_translation_by_default_is_the_recipe_that_learns_more() -> None:
    """Few pairs read often, pre-LN and rotary positions: from a fifth of the pairs BLEU is higher."""
    ours, paper = (
        (config.pre_norm, config.positions, config.epochs, config.train_sentences)
        for config in (TranslationConfig(), PAPER)
    )
    assert ours == (True, "rotary", 12, None)
    assert paper == (False, "sinusoidal", 3, 5 * MADE)


@pytest.mark.skipif(
    not all((RESULTS / name).exists() for name in TRANSLATIONS), reason="a student has no results"
)
def test_translation_by_default_scored_higher_than_the_papers_recipe() -> None:
    ours, paper = (
        [metrics["values/BLEU"] for metrics in measured(RESULTS / name)] for name in TRANSLATIONS
    )
    assert min(ours) > max(paper)


def measured(results: Path) -> list[dict[str, float]]:
    """Return the metrics of every variant and seed."""
    variants = json.loads(results.read_text(encoding="utf-8"))["variants"]
    return [one["metrics"] for variant in variants for one in variant["measurements"]]


def test_figures_are_those_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reached = classification_run(ClassificationConfig.smoke_test(), seed=1)
    assert 0.5 < reached["test/accuracy"] <= 1
    assert reached["train/core_seconds"] > 0
