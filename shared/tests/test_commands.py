"""What a command does with an error of its user's, and with one of its own."""

from __future__ import annotations

import errno
import inspect
import os
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import tyro

from shared.commands import one_line_errors, run
from shared.errors import UserError
from shared.training.settings.ranges import AtLeast, Checked


@one_line_errors
def command(status: int | None, problem: Exception | None = None) -> int | None:
    """Do nothing."""
    if problem:
        raise problem
    return status


@pytest.mark.parametrize(("status", "expected"), [(None, 0), (0, 0), (2, 2)])
def test_status(status: int | None, expected: int) -> None:
    assert command(status) == expected


def test_an_error_of_the_users_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, UserError("no such file: name another")) == 1
    assert capsys.readouterr() == ("", "error: no such file: name another\n")


def test_what_moves_the_cursor_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, UserError("\x1b[2Ja.jpg: broken\n  b.jpg")) == 1
    assert capsys.readouterr().err == "error: ?[2Ja.jpg: broken\n  b.jpg\n"


def test_a_mistake_in_the_program_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        command(None, ZeroDivisionError())


def test_a_command_keeps_its_name_signature_and_help() -> None:
    assert command.__name__ == "command"
    assert command.__doc__ == "Do nothing."
    assert list(inspect.signature(command).parameters) == ["status", "problem"]


def test_what_the_machine_refuses_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, OSError(errno.ENOSPC, "No space left on device", "model.bin")) == 1
    assert capsys.readouterr().err == "error: model.bin: No space left on device\n"


@pytest.mark.parametrize("number", [errno.ENAMETOOLONG, errno.ELOOP, errno.EFBIG, errno.ENOMEM])
def test_what_no_file_can_be_is_one_line(number, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, OSError(number, os.strerror(number), "a")) == 1
    assert capsys.readouterr().err == f"error: a: {os.strerror(number)}\n"


@pytest.mark.parametrize("number", [errno.EEXIST, errno.ENOTDIR, errno.EISDIR])
def test_another_thing_in_the_place_of_output_is_one_line(
    number, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(None, OSError(number, os.strerror(number), "out")) == 1
    assert capsys.readouterr().err == f"error: out: {os.strerror(number)}\n"


def test_a_file_that_the_program_misses_keeps_its_traceback() -> None:
    with pytest.raises(FileNotFoundError):
        command(None, FileNotFoundError(errno.ENOENT, "No such file", "own.json"))


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError(
            "[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory"
        ),
        type("OutOfMemoryError", (RuntimeError,), {})("CUDA out of memory."),
    ],
)
def test_too_little_memory_is_one_line(error, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(None, error) == 1
    assert "not enough memory: take a smaller batch" in capsys.readouterr().err


def test_other_runtime_errors_keep_their_traceback() -> None:
    with pytest.raises(RuntimeError, match="shape"):
        command(None, RuntimeError("shape mismatch"))


def test_ctrl_c_is_one_line_and_130(capsys: pytest.CaptureFixture[str]) -> None:
    @one_line_errors
    def interrupted() -> None:
        raise KeyboardInterrupt

    assert interrupted() == 130
    assert capsys.readouterr().err == "\nstopped\n"


SENTENCE = "a sentence → 一个句子 🎈"
PROGRAM = f"""
import sys
from shared.commands import one_line_errors, run

@one_line_errors
def command():
    for _ in range(3000):
        print("{SENTENCE}")
    print("after", file=sys.stderr)
    open("work", "w").write("done")

sys.exit(command())
"""


def started(folder: Path, **options: Any) -> subprocess.Popen[bytes]:
    environment = os.environ | options.pop("environment", {})
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        stderr=subprocess.PIPE,
        env=environment,
        **options,
    )


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437", "cp932", "gbk", "utf-8"])
def test_no_encoding_ends_a_command(tmp_path: Path, encoding: str) -> None:
    process = started(tmp_path, stdout=subprocess.PIPE, environment={"PYTHONIOENCODING": encoding})
    out, err = process.communicate()
    assert (process.returncode, err.strip()) == (0, b"after")
    assert out.splitlines()[0] == SENTENCE.encode(encoding, "backslashreplace")


def test_a_closed_pipe_ends_no_work(tmp_path: Path) -> None:
    process = started(tmp_path, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err.strip()) == (0, b"after")
    assert (tmp_path / "work").read_text() == "done"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_output_that_is_lost_is_told_at_the_end(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        process = started(tmp_path, stdout=full)
    _, err = process.communicate()
    assert err.decode().splitlines() == [
        "after",
        "error: not all output could be written (No space left on device)",
    ]
    assert process.returncode == 1
    assert (tmp_path / "work").read_text() == "done"


def test_closed_streams_end_nothing(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = f"exec {shlex.quote(sys.executable)} program.py >&- 2>&-"
    assert subprocess.run(command, shell=True, cwd=tmp_path).returncode == 0
    assert (tmp_path / "work").read_text() == "done"


def test_what_a_closed_stream_should_get_reaches_no_other(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM.replace("3000", "1"))
    command = f"exec {shlex.quote(sys.executable)} program.py 2>&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True)
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)


@pytest.mark.parametrize(("option", "status"), [("--help", 0), ("--nowhere", 2)])
def test_help_and_wrong_options_need_no_standard_output(
    tmp_path: Path, option: str, status: int
) -> None:
    program = tmp_path / "program.py"
    program.write_text("from shared.commands import run\n\ndef command(): ...\n\nrun(command)")
    command = f"exec {shlex.quote(sys.executable)} program.py {option} >&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr


@dataclass(frozen=True)
class Small(Checked):
    """Settings."""

    size: Annotated[int, AtLeast(1)] = 3


def sized(settings: Annotated[Small, tyro.conf.arg(name="")] = Small()) -> None:
    """Do nothing."""


def test_a_setting_out_of_range_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["sized.py", "--size", "0"])
    with pytest.raises(SystemExit) as ended:
        run(sized)
    assert ended.value.code == 1
    assert capsys.readouterr().err == "error: --size 0 is out of range: at least 1\n"
