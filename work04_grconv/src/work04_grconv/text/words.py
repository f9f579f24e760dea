"""Cleaning a text and cutting it into tokens from which it can be put together again."""

from __future__ import annotations

import re
import unicodedata

GLUE = "￭"  # before a token that follows the last one without a space
# What Unicode sets on letters: Hindi's vowel signs, accents that make no one character with theirs.
_PLACES = (*range(0x300, 0x20000), *range(0xE0100, 0xE01F0))
_SIGNS = "".join(c for c in map(chr, _PLACES) if unicodedata.category(c).startswith("M"))
_LETTERS = rf"(?:[^\W\d_](?:(?![\0-\u02ff])[{_SIGNS}])*)"  # the look ahead is for speed
_TOKEN = re.compile(rf"{_LETTERS}+['-](?={_LETTERS})|{_LETTERS}+|\d|[^\w\s]|_")
_BINDS = re.compile(rf"{_LETTERS}+['-]")
_SAME = str.maketrans(
    {**dict.fromkeys("’‘‚‛", "'"), **dict.fromkeys("“”„‟", '"'), "‑": "-", "–": "-", GLUE: " "}
)


def clean(text: str, *, lowercase: bool = False) -> str:
    """Write `text` in one form of Unicode, with one kind of space, apostrophe, quote and hyphen.

    Unicode writes é as one character or as two; NFC takes the one. Characters that are not
    printed are left out, so that a stray control character makes no word of its own.

    Args:
        text: as people write it.
        lowercase: give up capitals, so that a word at the beginning of a sentence is the same word.
    """
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    text = text.lower() if lowercase else text
    printed = (c if c.isprintable() else " " if c.isspace() else "" for c in text)
    return " ".join("".join(printed).split())


def split_words(text: str) -> list[str]:
    """Cut a clean text into words, digits and punctuation.

    A word keeps a hyphen or an apostrophe that binds it to the next one, and a letter the signs on
    it; any other token that follows without a space is marked with GLUE. Thus nothing is lost:

        "l'an 10, forty-two." → l'  an  1  ￭0  ￭,  forty-  two  ￭.

    Digits stand alone: a word for each number would be a vocabulary without end.
    """
    tokens: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text):
        bound = bool(tokens) and match.start() == end
        if bound and not _BINDS.fullmatch(tokens[-1].removeprefix(GLUE)):
            tokens.append(GLUE + match[0])
        else:
            tokens.append(match[0])
        end = match.end()
    return tokens


def join_words(tokens: list[str]) -> str:
    """Put tokens together again: the inverse of `split_words`.

    What a model has put together wrongly, a GLUE within a word, does not show.
    """
    pieces: list[str] = []
    bound = True
    for token in tokens:
        word = token.replace(GLUE, "")
        pieces += [word] if bound or token.startswith(GLUE) else [" ", word]
        bound = bool(_BINDS.fullmatch(word))
    return "".join(pieces)


def split_characters(text: str) -> list[str]:
    """Cut a text into its characters; a space is one of them."""
    return list(text)
