"""Runs that several tests read, made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def translation_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run of train_translation.py."""
    runs = tmp_path_factory.mktemp("runs")
    done = subprocess.run(
        [sys.executable, "train_translation.py", "--smoke", "--runs", str(runs)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = runs.iterdir()
    return folder
