"""Text that people bring: any byte order mark, any line ends, compressed or not, tables and JSON.

UTF-8 is read, with a byte order mark or without, and UTF-16 and UTF-32 with one. Any other
encoding is named with the command that converts it, never guessed: a wrong guess puts wrong
letters into a vocabulary, and nobody sees it.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import UserError

LARGEST_TEXT = 2**31
"""Bytes, unpacked. A small `.gz` may hold far more."""

FEW_LETTERS = 24
"""Bytes beyond ASCII; an encoding that is named by fewer is a guess, and told as one."""

STANDARD_INPUT = Path("standard input")
"""The name of a pipe in messages."""

_MARKS = (  # UTF-32 first: its mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t")

_FOREIGN = {  # signatures of what people take for a text, and what to do with it
    b"PK\x03\x04": "an Excel or other office file, or a ZIP archive: save it as CSV or text, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file: save it as CSV or text",
    b"%PDF": "a PDF: save what it says as text",
    b"PAR1\x15": "a Parquet file: save it as CSV",
    b"SQLite format 3\0": "an SQLite database: save a table of it as CSV",
    b"\x1f\x8b": "packed by gzip: let its name end in .gz, or unpack it",
}


class TextFileError(UserError):
    """A file that is no text, in another encoding, or not of the form that is wanted."""


def read_text(path: Path) -> str:
    """Read a text file; every line end becomes a line feed.

    Args:
        path: a file in UTF-8, or in UTF-16 or UTF-32 with a byte order mark; `.gz` is unpacked.

    Raises:
        TextFileError: there is no such file, it cannot be read, or it has another encoding: which
            one it may be, and the command that converts it, are named.
    """
    text = decode(_read_bytes(path), path)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_lines(path: Path) -> list[str]:
    r"""Read the lines of a text file, without their ends.

    Only \n, \r\n and \r end a line; \x0b, \x85 or U+2028 within a sentence do not.

    Raises:
        TextFileError: see `read_text`.
    """
    lines = read_text(path).split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises:
        TextFileError: see `read_text`; or it is no JSON: line and column are named.
    """
    text = read_text(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise TextFileError(
            f"{path} is no JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise TextFileError(f"{path} is nested too deeply to be read") from None
    except ValueError as error:  # a number of thousands of digits
        raise TextFileError(f"{path} is no JSON: {error}") from None


@dataclass(frozen=True)
class Table:
    """Rows of a CSV or TSV file.

    Attributes:
        columns: names from the first line, without spaces around them.
        rows: a value for each column; values are as in the file.
        lines: the line in which each row begins, from 1 on, for messages.
        delimiter: what separates the values: a comma, a semicolon, or a tab.
    """

    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...]
    lines: tuple[int, ...]
    delimiter: str


def read_table(path: Path) -> Table:
    """Read a CSV or TSV file with column names in the first line; empty lines are passed over.

    A row whose values are all unknown is a row: `""` in a file of one column, `,` in one of two. At
    the end of a file bare delimiters are none.

    Raises:
        TextFileError: see `read_text` and `parse_table`.
    """
    return parse_table(read_text(path), str(path))


def parse_table(text: str, path: str) -> Table:
    """Read the text of a CSV or TSV file; a first column of pandas' row numbers is left out.

    Args:
        text: with line feeds.
        path: of the file, for messages.

    Raises:
        TextFileError: the file is empty, a column has no name or the name of another, a line has
            too many or too few values, or a quote is never closed.
    """
    header = text.lstrip("\n").partition("\n")[0]
    outside_quotes = "".join(header.split('"')[::2])
    delimiter = max(_DELIMITERS, key=outside_quotes.count)
    try:
        records = _records(text, delimiter, csv.QUOTE_MINIMAL)
    except csv.Error as error:
        if delimiter != "\t":
            raise TextFileError(
                f"{path} is no table: {error} (a quote within a value is written twice)"
            ) from None
        # Sentences in a TSV begin with quotes of their own.
        records = _records(text, delimiter, csv.QUOTE_NONE)
    if delimiter == "\t" and any("\n" in value for _, values in records for value in values):
        lines = _records(text, delimiter, csv.QUOTE_NONE)
        if len({len(values) for _, values in lines}) == 1:  # each line is a row, quotes are its own
            records = lines
    if not records:
        raise TextFileError(f"{path} is empty: its first line must name the columns")
    (_, names), *rest = records
    if names[0].strip() == "" and all(v[0] == str(n) for n, (_, v) in enumerate(rest)):
        names, rest = names[1:], [(line, values[1:]) for line, values in rest]
    columns = tuple(name.strip() for name in names)
    if "" in columns:
        raise TextFileError(f"{path}: column {columns.index('') + 1} has no name in the first line")
    if repeated := [name for name, count in Counter(columns).items() if count > 1]:
        raise TextFileError(f"{path}: two columns are called {repeated[0]!r}: rename one")
    for line, values in rest:
        if len(values) != len(columns):
            raise TextFileError(
                f"{path}, line {line}: {len(values)} value(s), but the first line names "
                f"{len(columns)} column(s)"
            )
    rows = tuple(dict(zip(columns, values, strict=True)) for _, values in rest)
    return Table(columns, rows, tuple(line for line, _ in rest), delimiter)


def _records(text: str, delimiter: str, quoting: Any) -> list[tuple[int, list[str]]]:
    """Return the records, each with the number of its first line.

    A line without any sign is none, nor is what stands empty before the names. Bare delimiters are a
    row of nothing but unknown values, except at the end: there spreadsheets leave them behind.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting, strict=True)
    lines = text.split("\n")
    records: list[tuple[int, list[str]]] = []
    line, end = 1, 0
    before = csv.field_size_limit(len(text) + 1)  # a value may be a long text
    try:
        for values in reader:
            filled = any(value.strip() for value in values)
            bare = not filled and '"' not in "".join(lines[line - 1 : reader.line_num])
            if filled or (records and not (bare and len(values) < 2)):
                records.append((line, values))
                end = end if bare else len(records)
            line = reader.line_num + 1
    finally:
        csv.field_size_limit(before)
    return records[:end]


def _read_bytes(path: Path) -> bytes:
    try:
        if path.suffix.lower() != ".gz":
            return path.read_bytes()
        with gzip.open(path) as stream:
            data = stream.read(LARGEST_TEXT + 1)
    except FileNotFoundError:
        raise TextFileError(f"there is no file {path}") from None
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise TextFileError(f"{path} cannot be unpacked: {error}") from None
    except OSError as error:
        raise TextFileError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_TEXT:
        raise TextFileError(f"{path} unpacks to more than {LARGEST_TEXT:,} bytes: split it")
    return data


def decode(data: bytes, path: Path) -> str:
    """Decode what stands in a file; `path` is for messages.

    Raises:
        TextFileError: see `read_text`.
    """
    if foreign := next((what for mark, what in _FOREIGN.items() if data.startswith(mark)), ""):
        raise TextFileError(f"{path} is no text, but {foreign}")
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if encoding.startswith("utf-8"):
            raise TextFileError(_other_encoding(data, line, path)) from None
        raise TextFileError(f"{path} begins as {encoding} and breaks off in line {line}") from None
    if "\0" in text:
        if wide := _wide_encoding(data):
            raise TextFileError(_conversion(path, f"it is {wide} without its mark", wide))
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TextFileError(f"{path} is no text: there is a zero byte in line {line}")
    return text


def _wide_encoding(data: bytes) -> str | None:
    """Return UTF-16 with its byte order, where every second byte of most characters is zero."""
    low, high = data[::2].count(0), data[1::2].count(0)
    if max(low, high) < len(data) / 8:
        return None
    return "UTF-16LE" if high > low else "UTF-16BE"


def _other_encoding(data: bytes, line: int, path: Path) -> str:
    """Return a message for bytes that are no UTF-8."""
    from charset_normalizer import from_bytes  # half a second, for an error only

    if wide := _wide_encoding(data):
        return _conversion(path, f"it is {wide} without its mark", wide)
    if broken := _broken_letters(data):
        what = f"line {line} has a broken letter; all but {broken:,} of the file are UTF-8"
        return _conversion(path, what, "UTF-8", drop=True)
    best = from_bytes(data, cp_isolation=list(_CANDIDATES)).best()
    if best is None:
        return f"{path}, line {line}: these bytes are no text in UTF-8; save the file as UTF-8"
    name = _CANDIDATES[best.encoding]
    other = " (CP1250 if it is Czech, Polish or Hungarian)" if name == "CP1252" else ""
    if best.encoding in _ONE_BYTE and _is_in_pairs(data):  # too few words for the detector
        name, other = "GB18030", " (CP949 if it is Korean, EUC-JP if it is Japanese)"
    few = sum(byte >= 0x80 for byte in data) < FEW_LETTERS
    looks = "has too few letters to be sure, but may be" if few else "looks like"
    return _conversion(path, f"line {line} is no UTF-8; it {looks} {name}{other}", name)


def _broken_letters(data: bytes) -> int:
    """Count what is no UTF-8 in a text that else is; 0 where another encoding is likelier.

    A text that was cut off by its bytes ends in a part of a letter; joined files have others within.
    """
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    letters = sum(map(len, re.findall(r"[^\0-\x7f]+", text))) - broken
    cut_off = broken == 1 and text.endswith("\ufffd")
    return broken if letters >= (1 if cut_off else 10 * broken) else 0


def _is_in_pairs(data: bytes) -> bool:
    """Return whether all letters beyond ASCII are pairs of bytes, as frequent Chinese characters are.

    The 3,755 frequent characters of GB 2312 begin with 0xB0 to 0xD7, its signs with 0xA1 to 0xA3; a
    Russian word in lower case has no byte below 0xE0 in CP1251, and seldom only even stretches.
    """
    stretches = re.findall(rb"[\x80-\xff]+", data)
    pairs = [s[i : i + 2] for s in stretches for i in range(0, len(s), 2)]
    frequent = sum(0xA1 <= p[0] <= 0xA3 or 0xB0 <= p[0] <= 0xD7 for p in pairs)
    return all(len(p) == 2 and p[1] >= 0xA1 for p in pairs) and frequent > 0.8 * len(pairs)


_ONE_BYTE = ("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253")
_CANDIDATES = {
    "gb18030": "GB18030",
    "big5": "BIG5",
    "shift_jis": "SHIFT_JIS",
    "euc_jp": "EUC-JP",
    "cp949": "CP949",
    "cp1252": "CP1252",
    "cp1250": "CP1252",  # the two cannot be told apart in a few words
    "cp1251": "CP1251",
    "koi8_r": "KOI8-R",
    "cp1253": "CP1253",
}
"""Python's names of encodings that people still save texts in, and those of `iconv`."""


def _conversion(path: Path, what: str, encoding: str, *, drop: bool = False) -> str:
    """Return a message with the command that converts a file, or drops what cannot be converted."""
    iconv = f"iconv {'-c ' if drop else ''}-f {encoding} -t UTF-8"
    if path == STANDARD_INPUT:
        return f"{path}: {what}: pipe it through `{iconv}`"
    source = path.name.removesuffix(".gz") if path.suffix.lower() == ".gz" else path.name
    does = "drop what is broken" if drop else "convert it"
    unpack = f"unpack it, then {does}" if source != path.name else does
    other = "mend it in the editor" if drop else "save it as UTF-8 in the editor"
    return f"{path}: {what}: {unpack} by `{iconv} {source} > utf8-{source}`, or {other}"
