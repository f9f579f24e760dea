"""Text to words and back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from work04_grconv.text.tokenizer import train_tokenizer
from work04_grconv.text.words import GLUE, clean, join_words, split_words


def test_the_docstrings_example() -> None:
    text = "l'an 10, forty-two."
    assert split_words(text) == [
        "l'", "an", "1", GLUE + "0", GLUE + ",", "forty-", "two", GLUE + ".",
    ]  # fmt: skip


@given(st.text())
def test_words_join_to_the_clean_text(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert join_words(split_words(cleaned)) == cleaned


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("தமிழ் மொழி", ["தமிழ்", "மொழி"]),
        ("ẹ́kọ̀ l'ọ̀nà ọ̀-ọ̀", ["ẹ́kọ̀", "l'", "ọ̀nà", "ọ̀-", "ọ̀"]),
        ("שָׁלוֹם", ["שָׁלוֹם"]),
        ("1\u0301 ❤\ufe0f", ["1", GLUE + "\u0301", "❤", GLUE + "\ufe0f"]),  # on no letter
    ],
)
def test_a_letter_keeps_the_signs_on_it(text: str, words: list[str]) -> None:
    cleaned = clean(text)
    assert split_words(cleaned) == [unicodedata.normalize("NFC", word) for word in words]
    assert join_words(split_words(cleaned)) == cleaned


def test_byte_pairs_join_the_words_of_hindi() -> None:
    sentence = "मैं हिन्दी में लिखती हूँ"
    tokenizer = train_tokenizer([sentence] * 5, "bpe", merges=1000)
    assert tokenizer.split(sentence) == sentence.split()


def test_a_wrong_glue_does_not_show() -> None:
    assert join_words(["明天￭。", "￭,", "so"]) == "明天。, so"


def test_cleaning_makes_one_of_the_same_things() -> None:
    decomposed = "E\u0301te\u0301"
    assert clean(decomposed) == clean("Été") == "Été"
    assert clean(decomposed, lowercase=True) == clean("ÉTÉ", lowercase=True) == "été"
    assert clean(" a\u00a0b\t\nc\u0000 ") == "a b c"
    assert clean("l’après‑midi") == "l'après-midi"
    assert clean("„So“, “so”") == '"So", "so"'
