"""classify.py classifies with a run, one line a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.errors import UserError
from shared.training import SavedModelError
from work05_transformer.commands.classify import classify


def test_texts_get_a_class_each_in_order(
    classifier_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ("deux heures du matin", " ", "two o'clock in the morning", "zzz")
    assert classify(texts, model=classifier_run) == 0
    written = capsys.readouterr()
    lines = written.out.split("\n")
    assert [line.split("\t")[0] for line in lines[:3]] == ["French", "", "English"]
    assert 0.5 <= float(lines[0].split("\t")[1]) <= 1
    assert len(lines) == 5
    assert written.err.splitlines() == [
        "skipped text 2: it is empty",
        "text 4 has no word that the model knows: a guess",
    ]


def test_a_text_that_is_not_read_to_its_end_is_told(
    classifier_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert classify(("nine " * 30, "nine " * 31), model=classifier_run) == 0
    written = capsys.readouterr().err.splitlines()
    assert written == ["text 2 has 31 words: the model reads the first 30"]


def test_a_file_is_classified_line_by_line(
    classifier_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "texts").write_bytes("\ufeffneuf heures du soir\r\nnine in the evening".encode())
    assert classify((), tmp_path / "texts", classifier_run) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["French", "English"]


def test_bad_input_is_refused(classifier_run: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not both"):
        classify(("one",), tmp_path / "texts", classifier_run)
    with pytest.raises(SavedModelError, match=r"has no classifier\.json"):
        classify(("one",), model=tmp_path)
    with pytest.raises(UserError, match="is empty"):
        classify((" ",), model=classifier_run)
