"""Text loaders keep every character and name a line they cannot read."""

import hashlib
import json
import sys

import numpy as np
import pytest

from shared.data import DataError, FormatError, text
from shared.data.text import load_glove, load_gpt2_bpe, load_imdb, load_standard_library, read_pairs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(text, "fetch", lambda _: tmp_path)
    return tmp_path


def test_pairs_keep_the_narrow_space_that_french_puts_before_a_mark(tmp_path):
    path = tmp_path / "fra.txt"
    path.write_bytes("Run!\tCourez\u202f!\nNext\u2028line.\tÀ la ligne.\r\n".encode())
    assert read_pairs(path) == [("Run!", "Courez\u202f!"), ("Next\u2028line.", "À la ligne.")]


@pytest.mark.parametrize("line", ["no tab", "a\tb\tc", ""])
def test_a_line_without_two_fields_is_named(tmp_path, line):
    path = tmp_path / "fra.txt"
    path.write_text(f"Go.\tVa !\n{line}\nHi.\tSalut !\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"fra\.txt, line 2: [13] fields"):
        read_pairs(path)


def test_reviews_keep_their_order_and_labels(folder):
    rows = [{"t": "bad", "s": 0}, {"t": "gut \u00e9", "s": 1}]
    (folder / "reviews.json").write_text(json.dumps(rows), encoding="utf-8")
    reviews = load_imdb()
    assert reviews.texts == ("bad", "gut \u00e9")
    assert reviews.labels.tolist() == [0, 1]


def test_merges_are_pairs_without_the_version_line(folder):
    (folder / "encoder.json").write_text(json.dumps({"Ġt": 256}), encoding="utf-8")
    (folder / "vocab.bpe").write_text("#version: 0.2\nĠ t\n# #\n", encoding="utf-8")
    encoding = load_gpt2_bpe()
    assert encoding.tokens == {"Ġt": 256}
    assert encoding.merges == (("Ġ", "t"), ("#", "#")), "only the first line is no merge"


def test_glove_pairs_words_with_vectors(folder):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = sys.modules["pyarrow"].table({"index": ["the", ","]})
    parquet.write_table(table, folder / "glove_6B_index.parquet")
    np.save(folder / "glove_6B_50d_emb.npy", np.ones((2, 50), np.float32))
    loaded = load_glove()
    assert loaded.words == ("the", ",")
    assert loaded.vectors.shape == (2, 50)


def test_glove_without_pyarrow_names_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(DataError, match=r"coursework-shared\[glove\]"):
        load_glove()


def test_the_standard_library_is_source_without_tests(tmp_path, monkeypatch):
    (tmp_path / "b.py").write_bytes(b"# coding: latin-1\nname = '\xe9'\n")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "__init__.py").write_text("first = 1\n")
    for hidden in ("test", "a/tests", "site-packages/numpy"):
        (tmp_path / hidden).mkdir(parents=True)
        (tmp_path / hidden / "x.py").write_text("hidden")
    monkeypatch.setattr(text.sysconfig, "get_path", lambda _: str(tmp_path))
    loaded = load_standard_library()
    assert loaded.text == "first = 1\n\n# coding: latin-1\nname = 'é'\n"
    assert loaded.files == 2
    assert loaded.sha256 == hashlib.sha256(loaded.text.encode()).hexdigest()


def test_this_pythons_own_library_is_long_and_the_same_twice():
    loaded = load_standard_library()
    assert loaded.files > 400
    assert len(loaded.text) > 5_000_000
    assert loaded == load_standard_library()
