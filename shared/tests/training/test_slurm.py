"""A SLURM job's processes train as one; shown in submitit's local mode."""

from __future__ import annotations

from pathlib import Path

import pytest
import toy

from shared.training import RunError, read_metrics
from shared.training.folder.saved import read_summary
from shared.training.machine.slurm import Script, submit

pytest.importorskip("submitit")
OPTIONS = ("--device", "cpu", "--precision", "fp32", "--dropout", "0")


def test_two_processes_of_a_job_train_as_one(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    script = Script(Path(toy.__file__), (*OPTIONS, "--runs", str(runs), "--resume", "auto"))
    job = submit(script, tmp_path / "logs", "local", tasks_per_node=2, timeout_min=2)
    job.results()
    (folder,) = runs.iterdir()
    assert read_summary(folder)["processes"] == 2
    alone = toy.train(toy.ToyConfig(device="cpu", precision="fp32", dropout=0.0, runs=tmp_path))
    for one, two in zip(read_metrics(alone.folder), read_metrics(folder), strict=True):
        assert two["valid/loss"] == pytest.approx(one["valid/loss"], rel=1e-5)


def test_what_is_submitted_again_is_the_same_script() -> None:
    script = Script(Path("train.py"), ("--resume", "auto"))
    assert script.checkpoint().function == script


def test_a_machine_without_slurm_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="cannot be submitted"):
        submit(Script(Path("train.py"), ()), tmp_path, "slurm", timeout_min=1)
