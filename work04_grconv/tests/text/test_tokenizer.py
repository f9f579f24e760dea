"""Tokenizers and their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from work04_grconv.errors import ModelError
from work04_grconv.text.tokenizer import load_tokenizers, save_tokenizers, train_tokenizer
from work04_grconv.text.words import clean


@pytest.mark.parametrize("unit", ["word", "character", "bpe"])
def test_tokenizers_survive_a_file(tmp_path: Path, unit: str) -> None:
    texts = ["Forty-two, or so.", "forty francs: l'an 12"]
    tokenizer = train_tokenizer(texts, unit, merges=10)  # type: ignore[arg-type]
    save_tokenizers(tmp_path / "t.json", {"source": tokenizer})
    again = load_tokenizers(tmp_path / "t.json")["source"]
    for text in texts:
        assert again.encode(text) == tokenizer.encode(text)
        assert again.decode(again.encode(text)) == clean(text)


@pytest.mark.parametrize("content", ["", "[]", '{"source": {"unit": "x"}}', '{"source": 1}'])
def test_a_damaged_tokenizer_is_one_clear_error(tmp_path: Path, content: str) -> None:
    (tmp_path / "t.json").write_text(content)
    with pytest.raises(ModelError, match="damaged"):
        load_tokenizers(tmp_path / "t.json")
    with pytest.raises(ModelError, match="does not exist"):
        load_tokenizers(tmp_path / "no.json")
