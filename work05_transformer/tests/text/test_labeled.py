"""Own labeled texts are read as people make them, and split so that nothing leaks."""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path

import pytest

from work05_transformer.errors import CorpusError
from work05_transformer.text.labeled import (
    LabeledText,
    load_labeled,
    load_made,
    read_labeled,
    split_labeled,
)

COLUMNS = ("text", "label")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", 'text,label\n"Good, really",good\nBad,bad\n'),
        ("t.csv", "\ufefflabel;text\r\ngood;Good, really\r\nbad;Bad\r\n"),
        ("t.tsv", "id\ttext\tlabel\n1\tGood, really\tgood\n2\tBad\tbad\n"),
        ("t.csv.gz", 'text,label\n"Good, really",good\nBad,bad\n'),
    ],
)
def test_tables_are_read_as_people_make_them(name: str, content: str, tmp_path: Path) -> None:
    raw = content.encode()
    (tmp_path / name).write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    texts, notes = read_labeled(tmp_path / name)
    assert texts == [("Good, really", "good"), ("Bad", "bad")]
    assert notes == []


def test_what_cannot_be_used_is_counted_and_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("text,label\na,x\n,x\na,x\nb,\nc,y\n")
    texts, notes = read_labeled(path)
    assert texts == [("a", "x"), ("c", "y")]
    assert notes == [
        f"{path}: 2 rows without a text or a label are left out, the first in line 3",
        f"{path}: 1 rows that were there before are left out, the first in line 4",
    ]


def test_two_spellings_of_a_letter_are_one_class_and_one_text(tmp_path: Path) -> None:
    rows = [
        ("o\u00f9", "caf\u00e9"),
        ("ou\u0300", "cafe\u0301"),
        ("the\u0301", "thé"),
        ("x", "thé"),
    ]
    texts, notes = read_labeled(write(tmp_path / "c.csv", *rows))
    assert texts == [("o\u00f9", "caf\u00e9"), ("the\u0301", "th\u00e9"), ("x", "th\u00e9")]
    (note,) = notes
    assert note.endswith("c.csv: 1 rows that were there before are left out, the first in line 3")


def test_two_spellings_of_a_text_are_in_one_part(tmp_path: Path) -> None:
    pairs = [(f"caf{e} {i}", "ab"[i % 2]) for i in range(40) for e in ("\u00e9", "e\u0301")]
    texts = [LabeledText(text, label) for text, label in pairs]
    valid, test, train = split_labeled(texts, 9, parts=2)
    assert sorted([*valid, *test, *train]) == sorted(texts)
    parts = [
        {unicodedata.normalize("NFC", text) for text, _ in part} for part in (valid, test, train)
    ]
    assert [len(part) for part in parts] == [4, 4, 32]
    assert len(set.union(*parts)) == 40
    corpus = write(tmp_path / "c.csv", *pairs[::2])
    valid_file = write(tmp_path / "v.csv", *pairs[1::2])
    splits = load_labeled(corpus, valid_file, None, columns=COLUMNS, held_out=9)
    assert splits.notes == (f"36 texts of --valid are in {corpus} too: the metrics are too good",)


@pytest.mark.parametrize("label", ["two\nlines", "a\ttab", "\x1b[31mred", "a\u2028b"])
def test_a_label_that_is_not_on_one_line_is_refused(label: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f'text,label\na,x y\nb,👩\u200d🚀\nc,"{label}"\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"the label '.*', in line 4, holds .* rename it"):
        read_labeled(path)


def test_columns_have_other_names_only_if_told_so(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("review,sentiment\nfine,positive\n")
    with pytest.raises(CorpusError, match=r"no column 'text', but 'review', 'sentiment'.*--text-c"):
        read_labeled(path)
    assert read_labeled(path, "review", "sentiment")[0] == [("fine", "positive")]
    path.write_text("text,label\n,\n , \n,x\n")
    with pytest.raises(CorpusError, match="no row with both"):
        read_labeled(path)


def test_parts_share_no_text_and_training_has_every_class() -> None:
    texts = [LabeledText(f"text {i}", "abc"[i % 3]) for i in range(60)]
    texts += [LabeledText("text 7", "c"), LabeledText("rare", "d")]
    valid, test, train = split_labeled(texts, 1000, parts=2)
    assert sorted([*valid, *test, *train]) == sorted(texts)
    parts = [{text for text, _ in part} for part in (valid, test, train)]
    assert [len(part) for part in parts[:2]] == [6, 6]
    assert not parts[0] & parts[1]
    assert not (parts[0] | parts[1]) & parts[2]
    assert {label for _, label in train} == set("abcd")
    assert split_labeled(texts[::-1], 1000, parts=2)[0] == valid


@pytest.mark.parametrize(("count", "sizes"), [(4, (1, 1, 2)), (35, (3, 3, 29))])
def test_few_texts_are_split_too(count: int, sizes: tuple[int, ...]) -> None:
    texts = [LabeledText(f"text {i}", "ab"[i % 2]) for i in range(count)]
    assert tuple(map(len, split_labeled(texts, 1000, parts=2))) == sizes


def write(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("".join(f"{text},{label}\n" for text, label in [COLUMNS, *rows]))
    return path


def test_own_files_for_validation_and_test_are_used(tmp_path: Path) -> None:
    corpus = write(tmp_path / "c.csv", *((f"text {i}", "ab"[i % 2]) for i in range(20)))
    valid = write(tmp_path / "v.csv", ("other", "a"), ("text 1", "b"))
    splits = load_labeled(corpus, valid, None, columns=COLUMNS, held_out=1000)
    assert splits.valid == [("other", "a"), ("text 1", "b")]
    assert (len(splits.train), len(splits.test)) == (18, 2)
    assert splits.classes == ("a", "b")
    leaked = "text 1" in {text for text, _ in splits.train}
    assert len(splits.notes) == leaked
    valid = write(tmp_path / "v.csv", ("other", "z"))
    with pytest.raises(CorpusError, match="class 'z' of --valid is none of"):
        load_labeled(corpus, valid, None, columns=COLUMNS, held_out=1000)


def test_one_class_or_too_few_texts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="one class only, 'a'"):
        load_labeled(
            write(tmp_path / "c.csv", ("x", "a"), ("y", "a")), None, None,
            columns=COLUMNS, held_out=9,
        )  # fmt: skip
    with pytest.raises(CorpusError, match="at least two of each class"):
        load_labeled(
            write(tmp_path / "c.csv", ("x", "a"), ("y", "b")), None, None,
            columns=COLUMNS, held_out=9,
        )  # fmt: skip


def test_the_sample_is_made_here() -> None:
    splits = load_made("sample", 1000)
    assert splits.classes == ("English", "French")
    # A tenth each, of both languages; sentences that are equal stay together.
    assert (len(splits.train), len(splits.valid), len(splits.test)) == (322, 39, 39)
