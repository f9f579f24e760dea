"""One token a character: the smallest tokenizer there is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from shared.data.text_files import read_json
from shared.files import write_text_atomically
from work05_transformer.errors import TokenizerError

CHARACTERS_FILE = "characters.json"


class Characters:
    """Text to token numbers and back, for the characters of one corpus.

    Args:
        alphabet: each character once; its place is its number.

    Raises:
        TokenizerError: a character occurs twice, or there is none.
    """

    def __init__(self, alphabet: str) -> None:
        if not alphabet or len(set(alphabet)) != len(alphabet):
            raise TokenizerError("an alphabet holds at least one character, and each once")
        self.alphabet = alphabet
        self.numbers = {character: number for number, character in enumerate(alphabet)}

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the tokenizer of all characters that occur in `text`, sorted."""
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.alphabet)

    @property
    def end_of_text(self) -> None:
        """No character ends a text."""

    def encode(self, text: str) -> list[int]:
        """Return the numbers of the characters of `text`.

        Raises:
            TokenizerError: a character is not in the alphabet.
        """
        try:
            return [self.numbers[character] for character in text]
        except KeyError as error:
            raise TokenizerError(
                f"the model was not trained on the character {error.args[0]!r}: leave it out"
            ) from None

    def token_bytes(self, number: int) -> bytes:
        """Return the UTF-8 bytes of a character."""
        return self.alphabet[number].encode()

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of token numbers."""
        return "".join(self.alphabet[number] for number in numbers)

    def save(self, folder: Path) -> None:
        """Write characters.json."""
        write_text_atomically(folder / CHARACTERS_FILE, json.dumps(self.alphabet) + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            TextFileError: the file is missing, or no JSON.
            TokenizerError: it holds no alphabet.
        """
        alphabet = read_json(folder / CHARACTERS_FILE)
        if not isinstance(alphabet, str):
            raise TokenizerError(f"{folder / CHARACTERS_FILE} is damaged: it holds no alphabet")
        return cls(alphabet)
