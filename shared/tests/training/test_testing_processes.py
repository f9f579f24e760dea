"""The helper for assignments' tests sees what each process ends with."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy

from shared.training.testing.processes import check_processes

OPTIONS = ("--device", "cpu", "--precision", "fp32", "--epochs", "1")


def test_processes_that_train_alike_pass(tmp_path: Path) -> None:
    run = check_processes(Path(toy.__file__), *OPTIONS, place=tmp_path)
    assert run.digests == [run.saved, run.saved]
    assert run.metrics[0]["valid/loss"] == run.summary["metrics"]["valid/loss"]


def test_processes_that_diverge_save_no_model(tmp_path: Path) -> None:
    script = Path(toy.__file__).parent / "diverging.py"
    with pytest.raises(
        AssertionError, match=r"error: the 2 processes end with different weights.*"
    ):
        check_processes(script, *OPTIONS, place=tmp_path)
    (folder,) = (tmp_path / "runs").iterdir()
    assert not (folder / "model.safetensors").exists()
