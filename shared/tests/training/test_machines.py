"""A run on machines that lack something: space, a home, a name for the user, a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import toy

from shared.training.testing.stops import only_run

OPTIONS = ("--device", "cpu", "--precision", "fp32")
SOURCES = Path(toy.__file__).resolve().parents[2] / "src"


def run_in(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)  # type: ignore[call-overload]


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
    """On a real file system of 300 kB, most of it taken after the first checkpoint."""
    script = f"""
    set -e
    mount -t tmpfs -o size=300k none {tmp_path}
    cd {tmp_path}
    toy="{sys.executable} {toy.__file__} {" ".join(OPTIONS)}"
    $toy --runs runs --checkpoint-seconds 0 --stop-at 3 > /dev/null || true
    run=$(echo runs/*)
    dd if=/dev/zero of=filler bs=1k count=400 2> /dev/null || true
    status=0; $toy --resume $run > out 2> err || status=$?
    echo "status $status"
    rm filler
    $toy --resume $run 2>&1
    find . -name '*.tmp'
    """
    done = run_in(["unshare", "-rm", "sh", "-c", script.replace("> out 2> err", "2>&1")])
    assert done.returncode == 0, done.stdout + done.stderr
    before, after = done.stdout.split("status 1\n")
    (line,) = [line for line in before.splitlines() if line.startswith("error:")]
    assert "(No space left on device): free some space, then --resume runs/" in line
    assert "Traceback" not in before
    assert "done in" in after
    assert ".tmp" not in after


@needs_mount
def test_an_unknown_user_without_a_home_trains_from_a_checkout_that_cannot_be_written(
    tmp_path: Path,
) -> None:
    (tmp_path / "checkout").mkdir()
    toy_command = f"{sys.executable} {toy.__file__} {' '.join(OPTIONS)} --epochs 1"
    script = f"""
    mount -t tmpfs -o ro none {tmp_path}/checkout
    cd {tmp_path}/checkout
    unset HOME USER LOGNAME
    unshare --user --map-user=54321 {toy_command} --runs {tmp_path}/runs || exit 2
    {toy_command}
    """
    done = run_in(["unshare", "-rm", "sh", "-c", script])
    assert done.returncode == 1, done.stderr
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


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize(
    "where", ["| head -n 1", ">&- 2>&-", "2>/dev/full >/dev/full", "2>&1 | true"]
)
def test_output_that_nobody_reads_ends_no_run(tmp_path: Path, where: str) -> None:
    command = f"{sys.executable} {toy.__file__} {' '.join(OPTIONS)} --runs {tmp_path} {where}"
    run_in(["sh", "-c", command])
    assert (only_run(tmp_path) / "summary.json").exists()


def test_what_help_does_not_need_is_not_imported() -> None:
    program = (
        "import sys, shared.training\n"
        "slow = ('accelerate', 'matplotlib', 'pandas', 'sklearn', 'tensorboard', 'transformers')\n"
        "print(*[name for name in slow if name in sys.modules])"
    )
    assert run_in([sys.executable, "-c", program]).stdout.strip() == ""
