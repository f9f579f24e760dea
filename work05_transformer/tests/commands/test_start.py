"""Commands start fast: what only some of them need is imported where it is used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LATE = ("matplotlib", "transformers", "sacrebleu", "sklearn", "tensorboard", "num2words", "babel")


@pytest.mark.parametrize(
    "script",
    ["train.py", "train_translation.py", "train_classifier.py", "generate.py", "translate.py",
     "classify.py"],
)  # fmt: skip
def test_a_command_imports_no_more_than_it_needs(script: str) -> None:
    code = f"import runpy, sys; runpy.run_path({script!r}); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert not set(LATE) & set(done.stdout.split())
