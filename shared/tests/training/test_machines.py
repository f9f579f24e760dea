"""A run on machines that lack something: space, a home, a name for the user, a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import lacking
import pytest
import toy

from shared.training.testing.stops import only_run
from shared.training.testing.warm import run_python


def run_in(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, **options)  # type: ignore[call-overload]


def can_mount() -> bool:
    """Whether a process may mount a file system of its own (Linux, with user namespaces)."""
    if shutil.which("unshare") is None:
        return False
    mount = "mount -t tmpfs -o size=1m none /mnt"
    return run_in(["unshare", "-rm", "sh", "-c", mount]).returncode == 0


needs_mount = pytest.mark.skipif(not can_mount(), reason="needs a file system of its own (unshare)")


@needs_mount
def test_a_disk_that_fills_up_ends_a_run_with_one_line_and_space_lets_it_go_on(
    tmp_path: Path,
) -> None:
    done = run_python(lacking.__file__, "space", str(tmp_path), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert "(No space left on device): free some space, then --resume runs/" in line
    assert "Traceback" not in done.stderr
    full, _, free = done.stdout.partition("status 1\n")
    assert "done in" not in full
    assert "done in" in free
    assert free.endswith("status 0\nleft:\n")


@needs_mount
def test_an_unknown_user_without_a_home_trains_from_a_checkout_that_cannot_be_written(
    tmp_path: Path,
) -> None:
    done = run_python(lacking.__file__, "user", str(tmp_path), folder=tmp_path)
    assert [line for line in done.stdout.splitlines() if "status" in line] == [
        "status 0", "status 1",
    ], done.stderr  # fmt: skip
    assert (only_run(tmp_path / "runs") / "summary.json").exists()
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert line.startswith("error: cannot write runs (Read-only file system): choose another place")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp932", "gbk"])
def test_what_an_encoding_lacks_ends_no_run(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = (tmp_path / "out").open("w", encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    with toy.Run(
        toy.ToyConfig(runs=tmp_path / "runs", device="cpu", precision="fp32"), "toy"
    ) as run:
        run.say("über → 猫 🐈")
    stream.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full (Linux)")
@pytest.mark.parametrize(("lack", "status"), [("reader", 0), ("device", 1)])
def test_output_that_nobody_reads_ends_no_run(tmp_path: Path, lack: str, status: int) -> None:
    """The status tells what is lost on a full disk."""
    done = run_python(lacking.__file__, lack, str(tmp_path), folder=tmp_path)
    assert done.returncode == status
    assert (only_run(tmp_path) / "summary.json").exists()


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
def test_a_run_needs_no_output(tmp_path: Path) -> None:
    options = " ".join(lacking.OPTIONS)
    command = f"{sys.executable} {toy.__file__} {options} --runs {tmp_path} >&- 2>&-"
    assert run_in(["sh", "-c", command]).returncode == 0
    assert (only_run(tmp_path) / "summary.json").exists()
