"""Files are written whole, and nothing else than a file is replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared.errors import UserError
from shared.files import refuse_unwritable, write_text_atomically


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("link", [False, True])
def test_a_pipe_is_written_into(tmp_path: Path, link: bool) -> None:
    pipe = path = tmp_path / "pipe"
    os.mkfifo(pipe)
    if link:  # as /dev/stdout is one
        path = tmp_path / "link"
        path.symlink_to(pipe)
    before = sorted(tmp_path.iterdir())
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_text_atomically(path, "a\n")
    assert os.read(reader, 10) == b"a\n"
    os.close(reader)
    assert pipe.is_fifo()
    assert path.is_symlink() == link
    assert sorted(tmp_path.iterdir()) == before


def test_a_place_that_cannot_be_written_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "out.csv"):
        with pytest.raises(UserError, match=f"cannot write {path}"):
            refuse_unwritable(path)
    for path in (tmp_path / "out.csv", tmp_path / "new" / "folder" / "out.csv", tmp_path / "file"):
        refuse_unwritable(path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_a_folder_that_cannot_be_written_is_written_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(os, "access", lambda path, mode: path == tmp_path / "pipe")
    refuse_unwritable(tmp_path / "pipe")
    with pytest.raises(UserError, match="cannot write"):
        refuse_unwritable(tmp_path / "out.csv")


def test_a_folder_that_cannot_be_entered_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: object) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "exists", refuse)
    with pytest.raises(UserError, match="cannot write"):
        refuse_unwritable(tmp_path / "locked" / "out.csv")
