"""One token a character."""

from __future__ import annotations

from pathlib import Path

import pytest

from work05_transformer.errors import TokenizerError
from work05_transformer.text.characters import Characters
from work05_transformer.text.tokenizer import load_tokenizer


def test_characters_round_trip_and_name_a_stranger(tmp_path: Path) -> None:
    characters = Characters.of("hello wörld")
    characters.save(tmp_path)
    loaded = load_tokenizer(tmp_path)
    assert loaded.decode(loaded.encode("dröhle")) == "dröhle"
    assert b"".join(map(loaded.token_bytes, loaded.encode("ö"))).decode() == "ö"
    with pytest.raises(TokenizerError, match="'x'"):
        loaded.encode("x")


def test_an_alphabet_holds_each_character_once() -> None:
    with pytest.raises(TokenizerError):
        Characters("aa")
    with pytest.raises(TokenizerError):
        Characters("")
