"""Tiny runs that several test files look at."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from helpers import KINDS, TINY

from work04_grconv.training.loop import train
from work04_grconv.translation.translator import TranslatorKind


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[TranslatorKind, Path]:
    """One tiny run of each kind."""
    folder = tmp_path_factory.mktemp("runs")
    return {k: train(dataclasses.replace(TINY, encoder=k, runs=folder / k)) for k in KINDS}
