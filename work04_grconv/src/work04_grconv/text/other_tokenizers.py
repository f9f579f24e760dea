"""Tokenizers beside ours: spaCy's and NLTK's rules for English, jieba's dictionary for Chinese.

None of them downloads a model: spaCy's blank pipeline has its rules and exceptions, NLTK's
`NLTKWordTokenizer` the conventions of the Penn Treebank, jieba a dictionary with frequencies, and a
hidden Markov model for words that it lacks. They come with the extra `tokenizers`:

    pip install -e ../shared -e ".[tokenizers]"
"""

from __future__ import annotations

import functools
import importlib
import logging
import warnings
from types import ModuleType
from typing import Any

from work04_grconv.errors import TextError


def _library(name: str) -> ModuleType:
    """Import an optional library.

    Raises:
        TextError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # jieba's strings have escapes that Python warns of
            return importlib.import_module(name)
    except ModuleNotFoundError:
        raise TextError(
            f'{name.partition(".")[0]} is not installed: pip install -e ../shared -e ".[tokenizers]"'
        ) from None


@functools.cache
def _spacy_tokenizer() -> Any:
    return _library("spacy").blank("en").tokenizer


@functools.cache
def _jieba() -> Any:
    library = _library("jieba")
    library.setLogLevel(logging.WARNING)
    return library


def spacy_words(text: str) -> list[str]:
    """Cut an English text by spaCy's rules.

    Raises:
        TextError: spaCy is not installed.
    """
    return [token.text for token in _spacy_tokenizer()(text)]


def nltk_words(text: str) -> list[str]:
    """Cut an English sentence as the Penn Treebank does; its quotes become two characters each.

    Raises:
        TextError: NLTK is not installed.
    """
    words: list[str] = _library("nltk.tokenize").NLTKWordTokenizer().tokenize(text)
    return words


def jieba_words(text: str) -> list[str]:
    """Cut a Chinese text into words.

    Raises:
        TextError: jieba is not installed.
    """
    words: list[str] = _jieba().lcut(text)
    return words
