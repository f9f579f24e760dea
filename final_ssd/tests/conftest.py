"""A run that the tests of its use share."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.training.testing.examples import without_deadlines
from shared.training.testing.once import made_once
from shared.training.testing.stops import smoke_run

without_deadlines()

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run."""
    return made_once(tmp_path_factory, "smoke", lambda runs: smoke_run(PROJECT, runs))
