"""Texts, tables and JSON are read as people save them, or refused with the remedy."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.data.text_files import (
    TextFileError,
    parse_table,
    read_json,
    read_lines,
    read_table,
    read_text,
)

SENTENCE = "Größe, naïve, 你好, “quoted” 🎈\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_unicode_with_a_mark_and_any_line_end_is_read(tmp_path, encoding, ending):
    path = tmp_path / "text.txt"
    path.write_bytes((SENTENCE * 2).replace("\n", ending).encode(encoding))
    assert read_text(path) == SENTENCE * 2


def test_big_endian_utf16_with_a_mark_is_read(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"\xfe\xff" + SENTENCE.encode("utf-16-be"))
    assert read_text(path) == SENTENCE


@given(text=st.text(st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])))
def test_every_text_in_utf8_comes_back(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_text(path) == text


def test_only_line_ends_end_a_line(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes("a\u2028b\x0bc\x85d\r\ne\rf".encode())
    assert read_lines(path) == ["a\u2028b\x0bc\x85d", "e", "f"]


def test_an_empty_file_has_no_lines(tmp_path):
    (tmp_path / "empty").touch()
    assert read_lines(tmp_path / "empty") == []


def test_compressed_text_is_read(tmp_path):
    path = tmp_path / "text.txt.GZ"
    path.write_bytes(gzip.compress(SENTENCE.encode("utf-16")))
    assert read_text(path) == SENTENCE


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "is no text, but an Excel or other office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is no text, but an old Excel or Word file"),
        (b"%PDF-1.7\n", "is no text, but a PDF"),
        (
            gzip.compress(b"a,b\n", mtime=0),
            r"packed by gzip: let its name end in \.gz, or unpack it",
        ),
    ],
)
def test_what_is_no_text_is_named(tmp_path, data, message):
    (tmp_path / "t.csv").write_bytes(data)
    with pytest.raises(TextFileError, match=message):
        read_table(tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("encoding", "named", "text"),
    [
        ("gb18030", "GB18030", "我喜欢机器学习\t0\n今天天气很好\t1\n"),
        ("gbk", "GB18030", "你好，世界。\n这是一个句子。\n"),
        ("big5", "BIG5", "你好，世界。這是一個句子。\n我喜歡機器學習\n"),
        ("shift_jis", "SHIFT_JIS", "これは日本語の文章です。\n今日はいい天気ですね。\n"),
        ("cp949", "CP949", "안녕하세요. 저는 학생입니다.\n오늘 날씨가 좋아요\n"),
        ("cp1252", "CP1252", "Où est la bibliothèque ? C’est l’été à Paris.\n"),
        ("cp1252", "CP1252", "Das Mädchen fährt über die Brücke.\n"),
        ("cp1251", "CP1251", "Привет, мир. Это предложение.\n"),
        ("koi8_r", "KOI8-R", "Привет, мир. Это предложение.\n"),
        ("utf-16-le", "UTF-16LE", "Without a mark.\n"),
        ("utf-16-be", "UTF-16BE", "Without a mark.\n"),
        ("utf-16-le", "UTF-16LE", "Größe ohne Marke, €.\n"),
    ],
)
def test_another_encoding_is_named_and_the_remedy_works(tmp_path, encoding, named, text):
    path = tmp_path / "mine.txt"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(TextFileError, match=named) as raised:
        read_text(path)
    remedy = re.search("`(.*)`", str(raised.value))
    assert remedy is not None
    if shutil.which("iconv"):
        subprocess.run(remedy[1], shell=True, check=True, cwd=tmp_path)
        assert read_text(tmp_path / "utf8-mine.txt") == text


@pytest.mark.parametrize(
    ("encoding", "text", "message"),
    [
        ("gb18030", "id,name\n1,北京\n" + "2,abc\n" * 200, "may be GB18030 .CP949 if it is Korean"),
        ("cp1252", "id,name\n1,café\n", "has too few letters to be sure, but may be CP1252"),
        ("cp1251", "id,name\n" + "1,Привет, это дома\n" * 9, "looks like CP1251"),
    ],
)
def test_an_encoding_that_few_letters_suggest_is_told_as_a_guess(tmp_path, encoding, text, message):
    path = tmp_path / "mine.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(TextFileError, match=message):
        read_text(path)


def test_the_line_of_the_first_wrong_byte_is_named(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_bytes(b"one\ntwo\nGr\xf6\xdfe und Stra\xdfe\n")
    with pytest.raises(TextFileError, match="line 3 is no UTF-8"):
        read_text(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "Größe\n".encode() * 20 + b"na\xefve\n",
            "line 21 has a broken letter; all but 1 of the file",
        ),
        ("你好\n你".encode()[:-1], "line 2 has a broken letter"),
        ("Größe, Mädchen, Straß".encode()[:-1], "line 1 has a broken letter"),
    ],
)
def test_a_broken_letter_makes_no_other_encoding_of_a_text(tmp_path, data, message):
    path = tmp_path / "mine.txt"
    path.write_bytes(data)
    with pytest.raises(TextFileError, match=message) as raised:
        read_text(path)
    remedy = re.search("`(iconv -c .*)`", str(raised.value))
    assert remedy is not None
    if shutil.which("iconv"):
        subprocess.run(remedy[1], shell=True, cwd=tmp_path)  # its status tells that it dropped some
        assert read_text(tmp_path / "utf8-mine.txt") == data.decode(errors="ignore")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"abc\0def" * 3, "no text: there is a zero byte in line 1"),
        (b"\xff\xfea\0b", "breaks off in line 1"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, content, message):
    path = tmp_path / "binary"
    path.write_bytes(content)
    with pytest.raises(TextFileError, match=message):
        read_text(path)


def test_files_that_cannot_be_read_are_named(tmp_path):
    with pytest.raises(TextFileError, match="there is no file"):
        read_text(tmp_path / "missing")
    with pytest.raises(TextFileError, match="cannot be read: Is a directory"):
        read_text(tmp_path)
    (tmp_path / "half.gz").write_bytes(gzip.compress(b"text" * 100)[:-9])
    with pytest.raises(TextFileError, match="cannot be unpacked"):
        read_text(tmp_path / "half.gz")
    (tmp_path / "none.gz").write_bytes(b"plain text")
    with pytest.raises(TextFileError, match="cannot be unpacked"):
        read_text(tmp_path / "none.gz")


def test_a_small_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("shared.data.text_files.LARGEST_TEXT", 1000)
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"0" * 1001))
    with pytest.raises(TextFileError, match="more than 1,000 bytes"):
        read_text(tmp_path / "bomb.gz")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_spreadsheets_write_it(tmp_path, delimiter, encoding):
    path = tmp_path / "table.csv"
    lines = [["file", " 价格 "], ["a.jpg", '"1,5"'], [], ["b c.jpg", ""]]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    table = read_table(path)
    assert table.columns == ("file", "价格")
    assert table.rows == ({"file": "a.jpg", "价格": "1,5"}, {"file": "b c.jpg", "价格": ""})
    assert table.lines == (2, 4)
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('x\n1\n""\n3\n', (2, 3, 4)),  # as pandas writes what is missing
        ('x\n1\n\n  \n3\n""\n', (2, 5, 6)),
        ("x,z\n1,2\n,\n3,4\n,\n \n,\n", (2, 3, 4)),
        ('x,z\n1,2\n,\n"",""\n', (2, 3, 4)),
        ("\n,\nx,z\n ,\n1,2\n", (4, 5)),
        ("x\tz\n\t\n1\t2\n\t\n", (2, 3)),
    ],
)
def test_a_row_of_unknown_values_is_a_row(text, lines):
    assert parse_table(text, "table.csv").lines == lines


@pytest.mark.parametrize("text", [",,\n,,\n", '""\n', '"",""\n\n'])
def test_a_table_without_names_is_empty(text):
    with pytest.raises(TextFileError, match="is empty"):
        parse_table(text, "table.csv")


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_value_may_be_a_long_text(tmp_path, delimiter):
    path = tmp_path / "table.csv"
    long = '"so" it began' + " and on" * 30_000  # a TSV takes such a quote as it is
    cell = long if delimiter == "\t" else '"' + long.replace('"', '""') + '"'
    path.write_text(f"text{delimiter}label\n{cell}{delimiter}1\n")
    assert read_table(path).rows[0]["text"] == long


def test_a_value_may_hold_lines_and_delimiters(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('text,label\n"two\nlines, ""quoted""",1\nplain,0\n')
    table = read_table(path)
    assert [row["text"] for row in table.rows] == ['two\nlines, "quoted"', "plain"]
    assert table.lines == (2, 4)


def test_sentences_that_begin_with_a_quote_stay_as_they_are_in_a_tsv(tmp_path):
    path = tmp_path / "pairs.tsv"
    path.write_text('source\ttarget\n"Go," he said.\t« Va », dit-il.\n')
    assert read_table(path).rows[0]["source"] == '"Go," he said.'


def test_a_quotation_from_line_to_line_joins_no_rows_of_a_tsv(tmp_path):
    path = tmp_path / "speech.tsv"
    path.write_text('label\ttext\n1\t"I am here,\n0\the said."\n1\tgood\n')
    rows = [(row["label"], row["text"]) for row in read_table(path).rows]
    assert rows == [("1", '"I am here,'), ("0", 'he said."'), ("1", "good")]
    path.write_text('label\ttext\n"two\nlines"\tone\n')  # no line is a row by itself
    assert read_table(path).rows[0]["label"] == "two\nlines"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b\n1,2,3\n", r"line 2: 3 value\(s\), but the first line names 2"),
        ("a,b\n1,2\n\n3\n", r"line 4: 1 value\(s\)"),
        ("a,a\n1,2\n", "two columns are called 'a'"),
        ("a,\n1,2\n", "column 2 has no name"),
        ('a,b\n"never closed,2\n', "is no table: unexpected end of data"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(tmp_path, content, message):
    path = tmp_path / "table.csv"
    path.write_text(content)
    with pytest.raises(TextFileError, match=message):
        read_table(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1, column 2"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6"),
        ("[" * 100_000, "nested too deeply"),
        ("[" + "9" * 5000 + "]", "is no JSON: Exceeds the limit"),
    ],
)
def test_what_is_no_json_is_refused(tmp_path, content, message):
    path = tmp_path / "a.json"
    path.write_text(content)
    with pytest.raises(TextFileError, match=message):
        read_json(path)


def test_json_is_read_in_any_unicode(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes('{"名": 1}'.encode("utf-16"))
    assert read_json(path) == {"名": 1}


def test_the_row_numbers_that_pandas_writes_first_are_no_column(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(",a,b\n0,1,2\n1,3,4\n")
    table = read_table(path)
    assert table.columns == ("a", "b")
    assert [list(row.values()) for row in table.rows] == [["1", "2"], ["3", "4"]]
    path.write_text(",a,b\n7,1,2\n1,3,4\n")
    with pytest.raises(TextFileError, match="column 1 has no name"):
        read_table(path)
