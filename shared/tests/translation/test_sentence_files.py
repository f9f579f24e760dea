"""Sentence pairs that people bring, line by line."""

from __future__ import annotations

import gzip
import unicodedata
from pathlib import Path

import pytest

from shared.data.text_files import TextFileError
from shared.translation import Example, Pair
from shared.translation.sentence_files import SentenceFileError, load_corpus, read_pairs

GERMAN = "Der Hund schläft.\nDie Katze trinkt Milch.\nEs regnet.\n"
ENGLISH = "The dog sleeps.\nThe cat drinks milk.\nIt rains.\n"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    content = text.encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def many(count: int, start: int = 0) -> str:
    return "".join(f"Satz {n}\tsentence {n}\n" for n in range(start, start + count))


def test_a_table_and_two_aligned_files_give_the_same_pairs(tmp_path: Path) -> None:
    rows = zip(GERMAN.splitlines(), ENGLISH.splitlines(), strict=True)
    table = write(tmp_path / "pairs.tsv.gz", "".join(f"{a}\t{b}\n" for a, b in rows))
    source = write(tmp_path / "train.de", GERMAN.replace("\n", "\r\n"), "utf-16")
    target = write(tmp_path / "train.en.gz", ENGLISH, "utf-8-sig")
    pairs = read_pairs([table]).pairs
    assert pairs[1] == Pair("Die Katze trinkt Milch.", "The cat drinks milk.")
    assert read_pairs([source, target]).pairs == pairs


def test_bad_lines_are_counted_with_their_reason(tmp_path: Path) -> None:
    text = "source\ttarget\nja\tyes\tAnna\nohne\n\n\tleer\n\n nein \tno\n"
    read = read_pairs([write(tmp_path / "a.tsv", text)])
    assert read.pairs == [Pair("ja", "yes"), Pair("nein", "no")]
    expected = {"names of columns": 1, "no tab": 1, "empty line": 2, "an empty side": 1}
    assert read.skipped == expected
    assert "2 pairs, 5 lines left out" in read.summary()
    assert "line 3: no tab" in read.summary()
    aligned = read_pairs(
        [write(tmp_path / "x", "ja\n\nnein\n"), write(tmp_path / "y", "yes\n\n\n")]
    )
    assert aligned.skipped == {"empty line": 1, "an empty side": 1}


def test_a_pair_that_comes_twice_is_counted_and_another_translation_is_none(tmp_path: Path) -> None:
    path = tmp_path / "pairs.txt"
    path.write_text(
        "go .\tva !\ncafe\u0301\tcoffee\ncaf\u00e9\tcoffee\ngo .\tva !\ngo .\tvas-y !\n"
    )
    read = read_pairs([path])
    assert [pair.target for pair in read.pairs] == ["va !", "coffee", "vas-y !"]
    assert read.skipped == {"a pair that was there before": 2}
    assert "line 3" in read.summary()


def test_tatoebas_numbered_columns_are_recognized(tmp_path: Path) -> None:
    read = read_pairs([write(tmp_path / "t.tsv", "77\tja\t12\tyes\n78\tnein\t13\tno\n")])
    assert read.pairs == [Pair("ja", "yes"), Pair("nein", "no")]


def test_an_odd_line_makes_no_sentences_of_tatoebas_numbers(tmp_path: Path) -> None:
    rows = "".join(f"{number}\tja {number}\t9{number}\tyes {number}\n" for number in range(50))
    read = read_pairs([write(tmp_path / "t.tsv", f"{rows}50\tcut off\n# end\n")])
    assert read.pairs == [Pair(f"ja {number}", f"yes {number}") for number in range(50)]
    assert read.skipped == {"not number, sentence, number, sentence": 1, "no tab": 1}


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    source, short = write(tmp_path / "a.de", GERMAN), write(tmp_path / "a.en", "one\n")
    with pytest.raises(SentenceFileError, match=r"a\.de has 3 lines and .*a\.en has 1"):
        read_pairs([source, short])
    with pytest.raises(SentenceFileError, match=r"no line `source TAB target`.*3 × no tab"):
        read_pairs([source])
    with pytest.raises(SentenceFileError, match="is a folder"):
        read_pairs([tmp_path])
    with pytest.raises(SentenceFileError, match="3 files"):
        read_pairs([source] * 3)
    with pytest.raises(TextFileError, match="no file"):
        read_pairs([tmp_path / "none.tsv"])
    with pytest.raises(TextFileError, match="GB18030"):
        read_pairs([write(tmp_path / "zh.tsv", "今天天气很好\tit is fine today\n" * 20, "gb18030")])
    with pytest.raises(SentenceFileError, match=r"has 2 different sentences.* 3 are needed"):
        load_corpus([write(tmp_path / "two.tsv", many(2))], seed=0)


def test_parts_share_no_source_sentence_and_pairs_are_limited(tmp_path: Path) -> None:
    path = write(tmp_path / "many.tsv", many(60) + "Satz 3\tanother 3\n")
    splits, said = load_corpus([path], seed=1)
    train = {pair.source for pair in splits.train}
    valid, test = ({e.source for e in part} for part in (splits.valid, splits.tests["test"]))
    assert (len(train), len(valid), len(test)) == (48, 6, 6)
    assert not train & valid
    assert not train & test
    assert not valid & test
    assert any("6 sentences each for valid and test" in line for line in said)
    again, _ = load_corpus([path], seed=1)
    assert again == splits
    few, said = load_corpus([path], seed=1, pairs=20)
    assert few.train == splits.train[:20]
    assert any("20 of" in line and "--pairs" in line for line in said)


def test_spellings_of_one_sentence_in_unicode_are_one(tmp_path: Path) -> None:
    rows = [(f"Sätze {n}", f"café {n}") for n in range(30)]
    lines = "\n".join(map("\t".join, rows))
    both = f"{lines}\n{unicodedata.normalize('NFD', lines)}\n"
    splits, said = load_corpus([write(tmp_path / "a.tsv", both)], seed=0)
    held = [*splits.valid, *splits.tests["test"]]
    kept = [(pair.source, pair.target) for pair in splits.train]
    kept += [(example.source, target) for example in held for target in example.references]
    assert (len(splits.train), len(splits.valid), len(splits.tests["test"])) == (24, 3, 3)
    assert sorted(kept) == sorted(rows)  # composed, each once
    assert any("3 sentences each for valid and test" in line for line in said)


def test_a_sentence_of_a_test_file_in_another_normal_form_is_told(tmp_path: Path) -> None:
    train = write(tmp_path / "train.tsv", many(20) + "schläft\tsleeps\n")
    test = write(tmp_path / "test.tsv", unicodedata.normalize("NFD", "schläft\tsleeps\n"))
    _, said = load_corpus([train], valid=[test], test=[test], seed=0)
    assert any(line.startswith("1 sentences to learn from are in the files") for line in said)


def test_own_files_validate_and_test(tmp_path: Path) -> None:
    train = write(tmp_path / "train.tsv", many(20))
    valid = write(tmp_path / "valid.tsv", many(3, 100) + "Satz 100\tanother 100\n")
    test = write(tmp_path / "test.tsv", many(2, 19))
    splits, said = load_corpus([train], valid=[valid], test=[test], seed=0)
    assert len(splits.train) == 20
    assert splits.valid[0] == Example("Satz 100", ("sentence 100", "another 100"))
    assert [example.source for example in splits.tests["test"]] == ["Satz 19", "Satz 20"]
    assert any(line.startswith("1 sentences to learn from are in the files") for line in said)
    assert not any("to test with are among those" in line for line in said)
    splits, said = load_corpus([train], test=[test], seed=0)
    assert (len(splits.train), len(splits.valid)) == (18, 2)
    assert any("for valid: 2" in line for line in said)
    _, said = load_corpus([train], valid=[valid], test=[valid], seed=0)
    assert any(line.startswith("3 sentences to test with are among those") for line in said)


def test_long_sentences_can_be_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tsv", many(30) + "ein sehr langer Satz\tlong\n")
    splits, said = load_corpus([path], seed=0, max_words=2)
    assert max(len(pair.source.split()) for pair in splits.train) == 2
    assert "1 pairs of more than 2 words left out" in said
