"""When one of several processes fails or is killed, all end at once and say how to go on."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import toy
import troubled

from shared.training.machine.joining import attempt_in_store
from shared.training.testing.stops import SIGKILL, Stop, run_script

TOY = Path(toy.__file__)
TROUBLED = Path(troubled.__file__)
FAST = ("--device", "cpu", "--precision", "fp32")


def errors(stderr: str) -> list[str]:
    """Return the lines of ours among those of torchrun."""
    return [line for line in stderr.splitlines() if line.startswith("error: ")]


def test_a_killed_process_ends_the_others_with_the_way_on(tmp_path: Path) -> None:
    """Under torchrun itself."""
    begun = time.monotonic()
    options = (*FAST, "--runs", str(tmp_path), "--epochs", "1000")
    done = run_script(TOY, *options, processes=2, stop=Stop(7, SIGKILL), warm=False)
    assert done.returncode == 1
    assert time.monotonic() - begun < 60
    (line,) = errors(done.stderr)
    (folder,) = tmp_path.iterdir()
    assert line == (
        "error: another process of this run has ended without a word (killed, or its host?); "
        f"continue with --resume {folder}"
    )


def test_files_that_one_process_lacks_end_all_with_its_message(tmp_path: Path) -> None:
    done = run_script(TROUBLED, "missing", str(tmp_path / "absent.csv"), processes=3)
    assert done.returncode == 1
    (line,) = errors(done.stderr)
    assert "process 1 on " in line or "absent.csv" in line
    assert "absent.csv does not exist" in line


def test_a_fault_in_one_process_is_shown_and_the_others_say_which(tmp_path: Path) -> None:
    done = run_script(TROUBLED, "fault", "", processes=2)
    assert done.returncode == 1
    assert "ZeroDivisionError" in done.stderr


def test_what_all_processes_refuse_is_said_once() -> None:
    done = run_script(TROUBLED, "all", "", processes=3)
    assert done.returncode == 1
    assert errors(done.stderr) == ["error: all refuse this"]


def test_a_silent_process_is_missed() -> None:
    """One hangs while the other waits for it: no connection breaks."""
    done = run_script(TROUBLED, "silent", "", processes=2)
    assert done.returncode == 1
    (line,) = errors(done.stderr)
    assert line.startswith("error: process 1 of 2 has given no sign of life for 3 s")


def test_a_process_that_never_comes_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("LOCAL_RANK", "0")
    monkeypatch.setenv("MASTER_ADDR", "127.0.0.1")
    monkeypatch.setenv("MASTER_PORT", str(troubled.free_port()))
    done = run_script(TROUBLED, "alone", "")
    assert done.returncode == 1
    assert errors(done.stderr)[0].startswith(
        "error: 2 processes should have come together, and some did not: see what they say"
    )


@pytest.mark.parametrize(("one_store", "attempt"), [("True", "2"), ("False", "0")])
def test_attempts_are_told_apart_where_torchrun_keeps_one_store(
    one_store: str, attempt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "2")
    monkeypatch.setenv("TORCHELASTIC_USE_AGENT_STORE", one_store)
    assert attempt_in_store() == attempt
