"""For an assignment's tests: run a script in several processes and see what each ended with.

    def test_two_processes_end_with_one_model(tmp_path: Path) -> None:
        check_processes(PROJECT / "train.py", "--smoke", place=tmp_path)

`python -m shared.training.testing.processes FOLDER SCRIPT …` is what runs in each of them.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.training.testing.warm import run_python

__all__ = ["Together", "check_processes", "run_processes"]


@dataclass(frozen=True)
class Together:
    """What a run in several processes has left.

    Attributes:
        folder: of the run.
        summary: its summary.json.
        metrics: the records of its metrics.jsonl.
        digests: of each process's model at the end, by rank: tensor names → SHA-256, weights and
            buffers.
        saved: the same of model.safetensors.
        output: what was printed.
    """

    folder: Path
    summary: dict[str, Any]
    metrics: list[dict[str, Any]]
    digests: list[dict[str, str]]
    saved: dict[str, str]
    output: str


def run_processes(script: Path, *options: str, place: Path, processes: int = 2) -> Together:
    """Run a script that makes one Run.

    Args:
        script: such as `PROJECT / "train.py"`; it runs in its folder.
        options: of its command line, without `--runs`.
        place: an empty folder.
        processes: how many share each batch.

    Raises:
        AssertionError: the script failed; its output is the message.
    """
    from safetensors.torch import load_file

    from shared.training.folder.logbook import read_metrics
    from shared.training.folder.saved import read_summary
    from shared.training.folder.state_dicts import digests

    runs, found = place / "runs", place / "digests"
    found.mkdir()
    done = run_python(
        "-m", __name__, str(found), str(script), *options, "--runs", str(runs),
        folder=script.parent, processes=processes,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = runs.iterdir()
    return Together(
        folder,
        read_summary(folder),
        read_metrics(folder),
        [json.loads((found / f"{rank}.json").read_text()) for rank in range(processes)],
        digests(load_file(folder / "model.safetensors")),
        done.stdout,
    )


def check_processes(script: Path, *options: str, place: Path, processes: int = 2) -> Together:
    """Run a script in several processes; they must end with the weights and buffers that are saved.

    Arguments as in `run_processes`.

    Raises:
        AssertionError: it failed, or names the first tensor that differs.
    """
    run = run_processes(script, *options, place=place, processes=processes)
    assert run.summary["processes"] == processes
    for rank, digests in enumerate(run.digests):
        differing = [name for name, digest in run.saved.items() if digests.get(name) != digest]
        assert not differing, f"{differing[0]} of process {rank} is not what was saved"
    return run


def note_digests(folder: Path) -> None:
    """Let `Run.finish` write the digests of this process's model into `folder` first."""
    from shared.training.folder.state_dicts import digests
    from shared.training.run import Run

    finish = Run.finish

    def noting(run: Run, metrics: Mapping[str, Any]) -> None:
        found = digests(run._saved["model"].state_dict())
        (folder / f"{run.rank}.json").write_text(json.dumps(found))
        finish(run, metrics)

    setattr(Run, "finish", noting)  # noqa: B010 - mypy refuses an assignment to a method


if __name__ == "__main__":
    place, script, *options = sys.argv[1:]
    note_digests(Path(place))
    sys.argv = [script, *options]
    sys.path[0] = str(Path(script).parent)
    runpy.run_path(script, run_name="__main__")
