"""translate.py translates with a run, and refuses what it cannot use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shared.errors import UserError
from shared.training import SavedModelError
from work05_transformer.commands.translate import translate
from work05_transformer.errors import PromptError

PROJECT = Path(__file__).parents[2]


def test_a_run_translates_and_draws_its_attention(
    translation_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "new" / "map.svg"
    translate(("two euros", "three"), model=translation_run, attention=picture)
    assert capsys.readouterr().out.count("\n") == 2
    assert picture.exists()


def test_lines_of_a_file_are_translated_in_order(
    translation_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = ["two euros", "", "three", "no end " * 200, "half \ud800", "four"]
    (tmp_path / "lines").write_bytes("\ufefftwo euros\r\n\r\nthree".encode())
    assert translate((), tmp_path / "lines", translation_run) == 0
    two, empty, three, rest = capsys.readouterr().out.split("\n")
    assert two
    assert not empty
    assert three
    assert not rest
    assert translate(lines, model=translation_run) == 0
    written = capsys.readouterr()
    assert [bool(line) for line in written.out.split("\n")] == [1, 0, 1, 0, 0, 1, 0]
    assert written.out.split("\n")[:3] == [two, "", three]
    first, second, third = written.err.splitlines()
    assert first == "skipped sentence 2: it is empty"
    assert second.startswith("skipped sentence 4: ")
    assert second.endswith("context is 256: cut it")
    assert "surrogate" in third
    assert translate(("no end " * 200,), model=translation_run) == 1


def test_a_pipe_is_translated(translation_run: Path) -> None:
    done = subprocess.run(
        [sys.executable, "translate.py", "--model", str(translation_run), "--beam", "1"],
        cwd=PROJECT, input="two euros\nthree\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 2


def test_bad_input_is_refused(translation_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is empty"):
        translate((" ",), model=translation_run)
    with pytest.raises(PromptError, match=r"neither \.svg nor \.png"):
        translate(("one",), model=translation_run, attention=tmp_path / "map.gif")
    with pytest.raises(SavedModelError, match=r"has no transformer\.json"):
        translate(("one",), model=tmp_path)
    with pytest.raises(UserError, match="--beam 0 is out of range"):
        translate(("one",), model=translation_run, beam=0)
