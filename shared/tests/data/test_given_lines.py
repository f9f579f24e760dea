"""What people hand to a command: arguments, a file, a pipe."""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path

import pytest

from shared.data.given_lines import given_lines
from shared.data.text_files import TextFileError


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_arguments_and_files(tmp_path: Path) -> None:
    assert list(given_lines(["a", "", "b"], None)) == [["a", "", "b"]]
    path = tmp_path / "a.txt"
    path.write_bytes("a\r\n\r\nb\u2028c".encode("utf-16"))
    assert list(given_lines([], path, most=2)) == [["a", ""], ["b\u2028c"]]
    with pytest.raises(TextFileError, match="not both"):
        given_lines(["a"], path)
    with pytest.raises(TextFileError, match="empty"):
        given_lines([" "], None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_pipe_in_any_usual_form(monkeypatch: pytest.MonkeyPatch, encoding: str, end: str) -> None:
    pipe(monkeypatch, end.join(["Größe", "", "“zitiert”"]).encode(encoding))
    assert [line for piece in given_lines([], None) for line in piece] == ["Größe", "", "“zitiert”"]


def test_a_pipes_lines_are_handed_out_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as there, os.fdopen(writing, "wb", buffering=0) as here:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(there))
        pieces = given_lines([], None)
        here.write(b"one\ntwo\nthr")
        assert next(pieces) == ["one", "two"]
        here.write(b"ee\n")
        assert next(pieces) == ["three"]
        here.close()
        assert list(pieces) == []


def test_a_later_line_may_look_like_the_beginning_of_another_kind_of_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as there, os.fdopen(writing, "wb", buffering=0) as here:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(there))
        pieces = given_lines([], None)
        here.write(b"one\n")
        assert next(pieces) == ["one"]
        here.write("%PDF is a format, größer\n".encode())
        here.close()
        assert next(pieces) == ["%PDF is a format, größer"]


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_mark_alone_is_no_line(monkeypatch: pytest.MonkeyPatch, mark: bytes) -> None:
    pipe(monkeypatch, mark)
    with pytest.raises(TextFileError, match="standard input is empty"):
        list(given_lines([], None))


def test_what_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, b"")
    with pytest.raises(TextFileError, match="standard input is empty"):
        list(given_lines([], None))
    pipe(monkeypatch, b"fine\n" + "今天天气很好，我们去公园。\n".encode("gbk") * 20)
    with pytest.raises(TextFileError, match=r"line 2.*pipe it through `iconv -f GB18030 -t UTF-8`"):
        list(given_lines([], None))
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(TextFileError, match="no text: name a sentence, or --file, or a pipe"):
        given_lines([], None, hint="name a sentence")
