"""What a default run reached is stored under the settings of the command, so that a run can compare."""

from __future__ import annotations

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
    ClassificationConfig,
    TrainConfig,
    TranslationConfig,
)


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


def test_figures_are_those_of_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    reached = classification_run(ClassificationConfig.smoke_test(), seed=1)
    assert 0.5 < reached["test/accuracy"] <= 1
    assert reached["train/core_seconds"] > 0
