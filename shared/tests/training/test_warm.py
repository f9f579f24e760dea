"""Commands that are forked from a warm process run as `python COMMAND…` does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from shared.training.testing.warm import HAS_FORK, run_python

pytestmark = pytest.mark.skipif(not HAS_FORK, reason="needs os.fork")


def script(folder: Path, text: str) -> str:
    (folder / "script.py").write_text(text)
    return str(folder / "script.py")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("import sys; print(sys.argv[1:], __name__); sys.stderr.write('oh')", 0),
        ("import sys; print('half'); sys.exit(3)", 3),
        ("import sys; sys.exit('no')", 1),
        ("1 // 0", 1),
        ("import os; print('half', flush=True); os.kill(os.getpid(), 9)", -9),
        ("import os, sys; print(os.getcwd(), sys.path[0])", 0),
    ],
)
def test_output_and_status_are_those_of_a_cold_start(
    text: str, status: int, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    command = (script(tmp_path / "elsewhere", text), "--option", "ü")
    warm, cold = (run_python(*command, folder=tmp_path, warm=warm) for warm in (True, False))
    assert warm.returncode == cold.returncode == status
    assert warm.stdout == cold.stdout
    assert warm.stderr.splitlines()[-1:] == cold.stderr.splitlines()[-1:]


def test_a_command_leaves_nothing_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONCE", "1")
    look = script(
        tmp_path,
        "import os, shared.training as t\nprint(os.environ.pop('ONCE', ''), t.Run)\nt.Run = 'spoiled'",
    )
    first = run_python(look, folder=tmp_path).stdout
    monkeypatch.delenv("ONCE")
    second = run_python(look, folder=tmp_path).stdout
    assert first.split() == ["1", *second.split()]
    assert "spoiled" not in second


def test_several_have_ranks_and_the_first_fault_counts(tmp_path: Path) -> None:
    look = script(
        tmp_path, "import os, sys\nprint(os.environ['RANK'])\nsys.exit(int(os.environ['RANK']) * 4)"
    )
    done = run_python(look, folder=tmp_path, processes=2)
    assert (done.returncode, sorted(done.stdout.split())) == (4, ["0", "1"])
    assert "RANK" not in os.environ


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    waits = script(tmp_path, "import signal; print('here', flush=True); signal.pause()")
    with pytest.raises(subprocess.TimeoutExpired) as late:
        run_python(waits, folder=tmp_path, timeout=0.5)
    assert late.value.stdout in ("here\n", "")
