"""Tokenizers, to JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from work04_grconv.text.tokenizer import Tokenizer, train_tokenizer
from work04_grconv.text.words import clean


@pytest.mark.parametrize("unit", ["word", "character", "bpe"])
def test_tokenizers_survive_json(unit: str) -> None:
    texts = ["Forty-two, or so.", "forty francs: l'an 12"]
    tokenizer = train_tokenizer(texts, unit, merges=10)  # type: ignore[arg-type]
    again = Tokenizer.from_json(json.loads(json.dumps(tokenizer.to_json())))
    for text in texts:
        assert again.encode(text) == tokenizer.encode(text)
        assert again.decode(again.encode(text)) == clean(text)


@pytest.mark.parametrize(
    "values",
    [
        {"unit": "x", "tokens": [], "merges": []},
        {"unit": "word", "tokens": [1], "merges": []},
        {"unit": "word", "tokens": ["a", "a"], "merges": []},
    ],
)
def test_what_describes_no_tokenizer_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no tokenizer|each token once"):
        Tokenizer.from_json(values)
