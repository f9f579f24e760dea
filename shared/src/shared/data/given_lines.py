"""The sentences that a person hands to a command: as arguments, in a file, or through a pipe."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from shared.data.text_files import STANDARD_INPUT, TextFileError, decode, read_lines

PIECE = 1 << 16  # bytes that are read from a pipe at once, if they are there


def given_lines(
    texts: Sequence[str], file: Path | None, *, most: int = 100, hint: str = ""
) -> Iterator[list[str]]:
    """Return what the command line, a file, or else the pipe gives, some lines at a time.

    A pipe's lines are handed out as they come, so that an answer can be given before it ends.

    Args:
        texts: from the command line; each is a line.
        file: a text file, see `shared.data.text_files.read_lines`.
        most: lines in a piece.
        hint: how to name something, for the error where there is nothing.

    Raises:
        TextFileError: texts and a file are both given; nothing is; or the file or the pipe cannot
            be read.
    """
    if texts and file is not None:
        raise TextFileError(f"give text or --file {file}, not both")
    if texts or file is not None:
        lines = list(texts) if file is None else read_lines(file)
        if not any(line.strip() for line in lines):
            raise TextFileError(
                f"{'the text' if file is None else file} is empty: there is no line"
            )
        pieces: Iterator[list[str]] = iter([lines])
    elif sys.stdin is None or sys.stdin.isatty():
        raise TextFileError(f"there is no text: {hint or 'give some'}, or --file, or a pipe")
    else:
        pieces = _piped(sys.stdin.buffer)
    return _at_most(pieces, most)


def _at_most(pieces: Iterator[list[str]], most: int) -> Iterator[list[str]]:
    """Cut pieces into smaller ones."""
    empty = True
    for piece in pieces:
        empty = empty and not piece  # a byte order mark alone is no line
        for start in range(0, len(piece), most):
            yield piece[start : start + most]
    if empty:
        raise TextFileError(f"{STANDARD_INPUT} is empty: there is no line")


def _piped(stream: BinaryIO) -> Iterator[list[str]]:
    """Yield the lines of a pipe, those that are there at once together."""
    number, waiting, first = 0, b"", True
    while data := stream.read1(PIECE):  # type: ignore[attr-defined]
        waiting += data
        if first and (
            waiting.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data
        ):
            waiting += stream.read()  # UTF-16, UTF-32: no line end can be found byte by byte
            break
        whole, end, rest = waiting.rpartition(b"\n")
        if end:
            yield _lines(whole + end, number, stream)
            number, waiting, first = number + (whole + end).count(b"\n"), rest, False
    if waiting:
        yield _lines(waiting, number, stream)


def _lines(data: bytes, before: int, stream: BinaryIO) -> list[str]:
    """Decode lines; where that fails, more of the pipe helps to recognize the encoding."""
    try:
        text = decode(data, STANDARD_INPUT)
    except TextFileError:
        if before and _is_utf8(data):  # only a beginning tells of another kind of file
            text = data.decode("utf-8")
        else:
            text = decode(b"\n" * before + data + stream.read(PIECE), STANDARD_INPUT)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _is_utf8(data: bytes) -> bool:
    try:
        return "\0" not in data.decode("utf-8")
    except UnicodeDecodeError:
        return False
