"""`python translate.py`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from shared.training import CheckpointError, SavedModelError
from work04_grconv.commands.translate import translate
from work04_grconv.errors import TextError
from work04_grconv.translation.translator import TranslatorKind


def test_the_command_translates_arguments_files_and_pipes(
    runs: dict[TranslatorKind, Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = runs["grconv"]
    assert translate(("two", "three"), run=folder, trees=tmp_path) == 0
    from_arguments = capsys.readouterr().out.split("\n")
    assert len(from_arguments) == 3
    assert (tmp_path / "tree-2.svg").exists()

    path = tmp_path / "lines"
    path.write_text("two\n\n" + "two " * 61 + "\nthree\n")
    assert translate(file=path, run=folder) == 0
    done = capsys.readouterr()
    assert done.out.split("\n") == [from_arguments[0], "", "", from_arguments[1], ""]
    assert "skipped sentence 2: an empty line" in done.err
    assert "skipped sentence 3: 61 tokens, the model's limit is 60" in done.err

    class Pipe(io.StringIO):
        buffer = io.BytesIO(b"three\n")

    monkeypatch.setattr(sys, "stdin", Pipe())
    assert translate(run=folder) == 0
    assert capsys.readouterr().out.split("\n") == [from_arguments[1], ""]
    assert translate((" ",), run=folder) == 1


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="not both"):
        translate(("a",), file=tmp_path)
    with pytest.raises(TextError, match="a beam of 0"):
        translate(("a",), beam=0)
    with pytest.raises(CheckpointError, match="is no run folder"):
        translate(("a",), run=tmp_path)


def test_the_newest_finished_run_is_taken_where_none_is_named(
    runs: dict[TranslatorKind, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SavedModelError, match="no finished run"):
        translate(("two",))
    (tmp_path / "runs").symlink_to(runs["gru"].parent)
    assert translate(("two",)) == 0
