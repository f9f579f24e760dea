"""Files are written whole, and nothing else than a file is replaced."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared.files import write_text_atomically


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
