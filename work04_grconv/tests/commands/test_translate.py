"""`python translate.py`."""

from __future__ import annotations

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

from shared.data.text_files import TextFileError
from shared.training import CheckpointError, SavedModelError
from shared.training.settings.ranges import SettingsError
from work04_grconv.commands.translate import translate
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
    lines = done.out.split("\n")
    assert [*lines[:2], *lines[3:]] == [from_arguments[0], "", from_arguments[1], ""]
    assert lines[2], "a long sentence is cut, not left out"
    assert "sentence 2: an empty line" in done.err
    assert "sentence 3: 61 tokens, the model learned from at most 60" in done.err

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("three\r\n".encode("utf-16"))))
    assert translate(run=folder) == 0
    assert capsys.readouterr().out.split("\n") == [from_arguments[1], ""]
    assert translate(("\u200b",), run=folder) == 1


def test_long_sentences_are_cut_and_unknown_words_named(
    runs: dict[TranslatorKind, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert translate(("two " * 60, "two " * 10_000, "two zyzzyva, naïveté"), run=runs["gru"]) == 0
    done = capsys.readouterr()
    lines = done.out.split("\n")
    assert lines[0] == lines[1]
    assert "sentence 2: 10,000 tokens" in done.err
    assert "sentence 3: 2 of 4 tokens are unknown (zyzzyva, naïveté)" in done.err
    assert "sentence 1" not in done.err


def test_a_pipe_is_answered_before_it_ends(
    runs: dict[TranslatorKind, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []

    class Slow(io.BytesIO):
        def read1(self, size: int = -1) -> bytes:
            seen.append(capsys.readouterr().out)
            return self.readline()

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Slow(b"two\nthree\n")))
    assert translate(run=runs["gru"]) == 0
    assert [text.count("\n") for text in seen] == [0, 1, 1]


def test_the_command_refuses_what_it_cannot_do(tmp_path: Path) -> None:
    with pytest.raises(TextFileError, match="not both"):
        translate(("a",), file=tmp_path)
    with pytest.raises(SettingsError, match="--beam 0 is out of range"):
        translate(("a",), beam=0)
    with pytest.raises(CheckpointError, match="is no run folder"):
        translate(("a",), run=tmp_path)


def test_the_newest_finished_run_is_taken_and_named_where_none_is_given(
    runs: dict[TranslatorKind, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SavedModelError, match="no finished run"):
        translate(("two",))
    (tmp_path / "runs").mkdir()
    for kind in ("grconv", "attention"):
        shutil.copytree(runs[kind], tmp_path / "runs" / kind)
    damaged = shutil.copytree(runs["gru"], tmp_path / "runs" / "of another version")
    (damaged / "config.json").write_text('{"config": {"width": 3}}')
    os.utime(tmp_path / "runs" / "grconv" / "model.safetensors", (1, 1))
    assert translate(("two",)) == 0
    assert "with runs/attention, the newest that fits" in capsys.readouterr().err
    assert translate(("two",), trees=tmp_path / "trees") == 0, "grConv's is the newest that fits"
    assert "with runs/grconv" in capsys.readouterr().err
