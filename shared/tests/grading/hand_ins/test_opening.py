"""Hostile archives bring down a process with limits, and nothing else."""

from __future__ import annotations

import io
import os
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from shared.errors import UserError
from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.hand_ins.hand_in import read_hand_in
from shared.grading.hand_ins.opening import open_hand_in
from shared.grading.walls import limited
from shared.grading.walls.limited import LimitError, in_limited_process

HERE = "test_opening"


@pytest.fixture(autouse=True)
def this_module_is_found(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def spin() -> None:
    while True:
        pass


def fill() -> int:
    return len(bytearray(2**31))


def write() -> None:
    Path("should-not-be").write_text("x" * 10)


def refuse() -> None:
    raise UserError("no: say yes")


def test_a_hand_in_is_read_as_without_the_process(rubric, tmp_path, toy_sources):
    folder = tmp_path / os.fsdecode(b"al\xffice")
    folder.mkdir()
    (folder / "work90_toy").mkdir()
    (folder / "work90_toy/sums.py").write_bytes(b"# \xff\r\n")
    opened = open_hand_in(folder, rubric)
    assert opened == read_hand_in(folder, rubric)


def test_its_errors_come_through(rubric, tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK broken")
    with pytest.raises(HandInError, match="a is damaged"):
        open_hand_in(tmp_path / "a.zip", rubric)
    (tmp_path / "work.ipynb").touch()
    with pytest.raises(NeedsLookError, match=r"^needs a look: .*work\.ipynb is a notebook"):
        open_hand_in(tmp_path / "work.ipynb", rubric)
    with pytest.raises(UserError, match="no: say yes"):
        in_limited_process(f"{HERE}:refuse")


def test_more_than_its_share_of_memory_or_time_ends_the_process(monkeypatch):
    with pytest.raises(LimitError, match="memory"):
        in_limited_process(f"{HERE}:fill")
    monkeypatch.setattr(limited, "CPU_SECONDS", 1)
    with pytest.raises(LimitError, match="more than 1 seconds of CPU time"):
        in_limited_process(f"{HERE}:spin")


def test_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((LimitError, RuntimeError)):
        in_limited_process(f"{HERE}:write")
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 0


def pax(path: Path, headers: dict[str, str], content: bytes = b"") -> Path:
    """Write a tar with one member that has these extended headers."""
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("sums.py")
        info.pax_headers, info.size = headers, len(content)
        archive.addfile(info, io.BytesIO(content))
    return path


def test_a_sparse_member_is_not_unfolded(rubric, tmp_path):
    headers = {
        "GNU.sparse.major": "1",
        "GNU.sparse.minor": "0",
        "GNU.sparse.name": "sums.py",
        "GNU.sparse.realsize": str(400 * 2**20),
    }
    path = pax(tmp_path / "mallory.tar", headers, b"1\n0\n1\n".ljust(512, b"\0") + b"#")
    with pytest.raises(HandInError, match="no ordinary file"):
        open_hand_in(path, rubric)


@pytest.mark.parametrize("name", ["size", "mtime", "uid", "GNU.sparse.size"])
def test_a_number_of_many_digits_ends_somewhere(rubric, tmp_path, name, monkeypatch):
    monkeypatch.setattr(limited, "CPU_SECONDS", 1)
    path = pax(tmp_path / "mallory.tar", {name: "9" * 400_000})
    with pytest.raises(HandInError):
        open_hand_in(path, rubric)


def test_a_zip_of_many_empty_members_is_refused(rubric, tmp_path):
    member = struct.pack("<4s6H3L5H2L", b"PK\1\2", 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    directory = (member + b"a") * 60_000
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 60_000, 60_000, len(directory), 0, 0)
    (tmp_path / "mallory.zip").write_bytes(directory + end)
    assert zipfile.is_zipfile(tmp_path / "mallory.zip")
    with pytest.raises(HandInError, match="more than 50,000 members"):
        open_hand_in(tmp_path / "mallory.zip", rubric)
