"""Other people's tokenizers; what needs the extra `tokenizers` is skipped without it."""

from __future__ import annotations

import warnings

import pytest

from work04_grconv.errors import TextError
from work04_grconv.text import other_tokenizers
from work04_grconv.text.other_tokenizers import jieba_words, nltk_words, spacy_words


def needs(library: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pytest.importorskip(library)


def test_spacy_parts_clitics_and_keeps_addresses() -> None:
    needs("spacy")
    assert spacy_words("I can't.") == ["I", "ca", "n't", "."]
    assert spacy_words("See https://example.org/a?b=c!")[1] == "https://example.org/a?b=c"


def test_nltk_keeps_hyphens_and_parts_addresses() -> None:
    needs("nltk")
    assert nltk_words("I can't e-mail.") == ["I", "ca", "n't", "e-mail", "."]
    assert "https" in nltk_words("See https://example.org")


def test_jieba_finds_words() -> None:
    needs("jieba")
    assert jieba_words("我来到北京清华大学") == ["我", "来到", "北京", "清华大学"]


def test_a_missing_library_is_named_with_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(other_tokenizers.importlib, "import_module", missing)
    with pytest.raises(TextError, match=r"nltk is not installed: .*\[tokenizers\]"):
        nltk_words("a")
