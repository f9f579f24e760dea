"""Tokenizers, to JSON and back."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from typing import Any

import pytest
from tqdm import tqdm

from shared.translation import byte_pairs
from work04_grconv.text.byte_pairs import learn_merges
from work04_grconv.text.tokenizer import Tokenizer, Unit, fitting_unit, train_tokenizer
from work04_grconv.text.words import clean


@pytest.mark.parametrize("unit", ["word", "character", "bpe"])
@pytest.mark.parametrize("lowercase", [True, False])
def test_tokenizers_survive_json(unit: Unit, lowercase: bool) -> None:
    texts = ["Forty-two, or so.", "forty francs: l'an 12", "Ein Hund, „Waldi“"]
    tokenizer = train_tokenizer(texts, unit, merges=10, lowercase=lowercase)
    again = Tokenizer.from_json(json.loads(json.dumps(tokenizer.to_json())))
    for text in texts:
        assert again.encode(text) == tokenizer.encode(text)
        assert again.decode(again.encode(text)) == clean(text, lowercase=lowercase)


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


def test_the_unit_fits_the_language() -> None:
    assert (
        fitting_unit(["今天天气很好。"]) == fitting_unit(["きょうは良い天気です。"]) == "character"
    )
    assert fitting_unit(["Guten Tag."]) == fitting_unit(["안녕하세요 여러분"]) == "word"


def test_unknown_tokens_are_counted() -> None:
    tokenizer = train_tokenizer(["a b c", "d"], "word")
    assert tokenizer.unknown_share(["a x", "b c"]) == pytest.approx(1 / 4)
    assert tokenizer.unknown_share([]) == 0


def test_a_word_in_quotes_is_the_word() -> None:
    tokenizer = train_tokenizer(["Der Hund schläft", '"', "( )"], "word")
    plain, quoted = tokenizer.encode("Der Hund"), tokenizer.encode("Der „Hund“")
    assert quoted == [plain[0], tokenizer.encode('"')[0], plain[1], tokenizer.encode('"')[0]]


def test_the_merges_are_those_of_the_plain_algorithm() -> None:
    texts = ["low low low lower lowest", "newer newest widest wide new"]
    counts = Counter(word for text in texts for word in text.split())
    tokenizer = train_tokenizer(texts, "bpe", merges=12)
    assert tokenizer.byte_pairs.merges == learn_merges(counts, 12)


@pytest.mark.parametrize("terminal", [True, False])
def test_learning_byte_pairs_shows_a_bar_on_a_terminal(
    terminal: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: terminal, raising=False)
    monkeypatch.setattr(sys, "stderr", shown)

    def at_once(**settings: Any) -> Any:  # no half second of waiting
        return tqdm(**{**settings, "delay": 0, "mininterval": 0})

    monkeypatch.setattr(byte_pairs, "tqdm", at_once)
    train_tokenizer(["low low low lower lowest", "newer newest widest wide new"], "bpe", merges=12)
    bar = ("byte pairs:" in shown.getvalue(), "/12" in shown.getvalue())
    assert bar == (terminal, terminal)
