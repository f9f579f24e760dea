"""What every tokenizer can do, and how to find the one that lies beside a model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from work05_transformer.errors import TokenizerError
from work05_transformer.text.byte_pairs import MERGES_FILE, VOCABULARY_FILE, BytePairs
from work05_transformer.text.characters import CHARACTERS_FILE, Characters


class Tokenizer(Protocol):
    """Text to token numbers and back; see BytePairs and Characters."""

    @property
    def end_of_text(self) -> int | None:
        """The number of the token that separates documents, where there is one."""

    def __len__(self) -> int: ...

    def encode(self, text: str) -> list[int]:
        """Return the token numbers of `text`."""

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of token numbers."""

    def token_bytes(self, number: int) -> bytes:
        """Return the bytes that a token stands for."""

    def save(self, folder: Path) -> None:
        """Write the tokenizer's files."""


def load_tokenizer(folder: Path) -> Tokenizer:
    """Read the tokenizer in `folder`.

    Raises:
        TokenizerError: there is none, or it is damaged.
    """
    if (folder / CHARACTERS_FILE).exists():
        return Characters.load(folder)
    if (folder / VOCABULARY_FILE).exists():
        return BytePairs.load(folder)
    raise TokenizerError(
        f"{folder} holds no tokenizer: neither {CHARACTERS_FILE} nor {VOCABULARY_FILE} with "
        f"{MERGES_FILE}"
    )
