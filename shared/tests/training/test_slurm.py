"""A SLURM job's processes train as one; shown in submitit's local mode."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import toy

from shared.training import RunError, read_metrics
from shared.training.folder.saved import read_summary
from shared.training.machine.slurm import Script, main, submit

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


def test_a_script_that_fails_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.py").write_text("import sys\nsys.exit(1)\n")
    monkeypatch.setattr(sys, "argv", ["slurm", "--cluster", "local", "--minutes", "2", "bad.py"])
    assert main() == 1
    assert re.fullmatch(
        r"error: bad\.py failed: see runs/slurm/\d+_\*_log\.err\n", capsys.readouterr().err
    )


def test_what_is_submitted_again_is_the_same_script() -> None:
    script = Script(Path("train.py"), ("--resume", "auto"))
    assert script.checkpoint().function == script


def test_a_machine_without_slurm_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="cannot be submitted"):
        submit(Script(Path("train.py"), ()), tmp_path, "slurm", timeout_min=1)


@pytest.mark.parametrize(
    ("option", "value", "limit"),
    [("hosts", 0, 1), ("processes", 0, 1), ("cores", 0, 1), ("minutes", 0, 1), ("gpus", -1, 0)],
)
def test_a_job_out_of_range_is_refused_by_name(
    option: str, value: int, limit: int,
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    command = ["slurm", "--cluster", "local", f"--{option}", str(value), toy.__file__, "--smoke"]
    monkeypatch.setattr(sys, "argv", command)
    assert main() == 1
    wanted = f"error: --{option} {value} is out of range: at least {limit}\n"
    assert capsys.readouterr().err == wanted
    assert not list(tmp_path.iterdir())
