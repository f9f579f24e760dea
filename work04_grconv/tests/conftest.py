"""Tiny runs that several test files look at."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from helpers import KINDS, TINY

from shared.training.testing.examples import without_deadlines
from shared.training.testing.once import made_once
from shared.training.testing.stops import only_run
from work04_grconv.training.loop import train
from work04_grconv.translation.translator import TranslatorKind

without_deadlines()


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[TranslatorKind, Path]:
    """One tiny run of each kind."""

    def make(folder: Path) -> Path:
        for kind in KINDS:
            train(dataclasses.replace(TINY, encoder=kind, runs=folder / kind))
        return folder

    made = made_once(tmp_path_factory, "kinds", make)
    return {kind: only_run(made / kind) for kind in KINDS}
