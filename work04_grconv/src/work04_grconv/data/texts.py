"""Long texts for language models, each cut into a part to train on and a held-out end."""

from __future__ import annotations

from typing import Literal

from shared.data.text import load_book, load_standard_library

TextName = Literal["timemachine", "tinyshakespeare", "standard-library"]
HELD_OUT = 0.1


def load_text(name: TextName, longest: int = 1_000_000) -> tuple[str, str]:
    """Load the first `longest` characters of a text, cut into training part and held-out end.

    The standard library is always there; the books are fetched.
    """
    if name == "standard-library":
        text = load_standard_library().text
    else:
        text = load_book(name)
    text = text[:longest]
    border = int(len(text) * (1 - HELD_OUT))
    return text[:border], text[border:]
