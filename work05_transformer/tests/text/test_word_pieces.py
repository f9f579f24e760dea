"""WordPiece comes from transformers, learns from texts, and is read again from a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from work05_transformer.errors import TokenizerError
from work05_transformer.text.word_pieces import (
    cut_off,
    encode_texts,
    learn_word_pieces,
    load_word_pieces,
)


def test_pieces_are_learned_saved_and_read(tmp_path: Path) -> None:
    texts = ["A good film.<br />A good actor!", "an actress acted well"] * 20
    tokenizer = learn_word_pieces(texts, 100)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    assert tokenizer.convert_ids_to_tokens(list(range(5))) == special
    again = learn_word_pieces(texts, 100)
    assert again.get_vocab() == tokenizer.get_vocab()
    rows = encode_texts(tokenizer, ["A good film", "acting", "", "good " * 50], 8)
    assert rows.shape == (4, 8)
    assert rows[0].tolist()[:1] + rows[0].tolist()[4:] == [2, 3, 0, 0, 0]
    assert rows[2].tolist() == [2, 3] + [0] * 6
    assert rows[3, -1] == 3
    assert "br" not in tokenizer.get_vocab()
    tokenizer.save_pretrained(tmp_path)
    assert encode_texts(load_word_pieces(tmp_path, 100), ["A good film"], 8).tolist() == [
        rows[0].tolist()
    ]


def test_accents_are_kept_or_stripped_as_is_asked(tmp_path: Path) -> None:
    texts = ["Où est le the\u0301, ou hier ?", "हिन्दी में"] * 20
    kept = learn_word_pieces(texts, 100, strip_accents=False)
    stripped = learn_word_pieces(texts, 100)
    kept.save_pretrained(tmp_path)
    again = load_word_pieces(tmp_path, 100)
    for tokenizer in (kept, again):
        assert tokenizer.tokenize("Où OU hier, हिन्दी") == ["où", "ou", "hier", ",", "हिन्दी"]
        assert (
            encode_texts(tokenizer, ["the\u0301"], 8).tolist()
            == encode_texts(tokenizer, ["th\u00e9"], 8).tolist()
        )
        assert tokenizer.unk_token_id not in encode_texts(tokenizer, ["the\u0301"], 8)
    assert stripped.tokenize("Où OU thé") == ["ou", "ou", "the"]


def test_texts_that_are_cut_are_counted() -> None:
    texts = ["good " * 9, "good " * 6, "good<br>", "film " * 7]
    tokenizer = learn_word_pieces(texts * 9, 100)
    assert cut_off(tokenizer, texts, 8, "--context") == [
        "2 of 4 texts have more than --context 8 tokens, what is behind these is not read; "
        "one begins 'good good good good good good '"
    ]
    assert cut_off(tokenizer, texts, 11, "--context") == []


def test_pieces_are_merged_by_count() -> None:
    tokenizer = learn_word_pieces(["abab abab abc"], 5 + 4 + 3)
    # ab three times at a word's beginning, then abab twice: ##ab is a pair, too
    vocabulary = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)
    assert vocabulary[5:9] == ["##b", "a", "##a", "##c"]
    assert set(vocabulary[9:]) == {"ab", "##ab", "abab"}
    assert tokenizer.tokenize("ABAB abc abcab x") == [
        "abab",
        "ab",
        "##c",
        "ab",
        "##c",
        "##ab",
        "[UNK]",
    ]


def test_a_folder_without_pieces_is_named(tmp_path: Path) -> None:
    with pytest.raises(TokenizerError, match="holds no tokenizer of BERT"):
        load_word_pieces(tmp_path, 100)
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(TokenizerError, match="is damaged"):
        load_word_pieces(tmp_path, 100)


def test_pieces_of_another_model_are_refused(tmp_path: Path) -> None:
    tokenizer = learn_word_pieces(["a good film"], 100)
    tokenizer.save_pretrained(tmp_path)
    count = len(tokenizer)
    assert len(load_word_pieces(tmp_path, count)) == count
    message = f"has {count} tokens, the model {count - 1}: they belong to different models"
    with pytest.raises(TokenizerError, match=message):
        load_word_pieces(tmp_path, count - 1)
