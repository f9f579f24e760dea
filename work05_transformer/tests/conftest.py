"""Runs that several tests read, made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shared.training.testing.examples import without_deadlines
from shared.training.testing.once import made_once
from shared.training.testing.stops import only_run, run_script
from work05_transformer.training.classification import train_classifier
from work05_transformer.training.config import ClassificationConfig

without_deadlines()

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def translation_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run of train_translation.py."""

    def make(runs: Path) -> Path:
        done = run_script(PROJECT / "train_translation.py", "--smoke", "--runs", str(runs))
        assert done.returncode == 0, done.stderr
        return only_run(runs)

    return made_once(tmp_path_factory, "translation", make)


@pytest.fixture(scope="session")
def classifier_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run of train_classifier.py."""
    smoke = ClassificationConfig.smoke_test()
    return made_once(
        tmp_path_factory, "classifier", lambda runs: train_classifier(replace(smoke, runs=runs))
    )
