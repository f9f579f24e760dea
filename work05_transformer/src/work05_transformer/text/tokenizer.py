"""What every tokenizer can do, and how to find the one that lies beside a model."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from shared.data.text_files import read_json
from work05_transformer.errors import TokenizerError
from work05_transformer.text.byte_pairs import (
    END_OF_TEXT,
    MERGES_FILE,
    VOCABULARY_FILE,
    BytePairs,
)
from work05_transformer.text.characters import CHARACTERS_FILE, Characters

TOKENIZER_FILE = "tokenizer.json"


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
    """Read the tokenizer in `folder`: a run's, or one of GPT-2's family as Hugging Face keeps it.

    Raises:
        TokenizerError: there is none, it is damaged, or it is of another kind.
        TextFileError: a file is missing, or no text.
    """
    if (folder / CHARACTERS_FILE).exists():
        return Characters.load(folder)
    if (folder / TOKENIZER_FILE).exists():
        return read_tokenizer_json(folder / TOKENIZER_FILE)
    if (folder / VOCABULARY_FILE).exists():
        return BytePairs.load(folder)
    raise TokenizerError(
        f"{folder} holds no tokenizer: neither {TOKENIZER_FILE} nor {VOCABULARY_FILE} with "
        f"{MERGES_FILE}"
    )


def read_tokenizer_json(path: Path) -> BytePairs:
    """Read a tokenizer.json of Hugging Face's, which holds all of a tokenizer in one file.

    Tokens that were added to the byte pairs stand behind them. Which of them ends a text, a
    tokenizer_config.json beside it says.

    Raises:
        TokenizerError: it is damaged, or cuts text into tokens otherwise than GPT-2.
        TextFileError: it is no JSON.
    """
    values = read_json(path)
    try:
        model = values["model"]
        steps = values["pre_tokenizer"]
        steps = steps["pretokenizers"] if steps["type"] == "Sequence" else [steps]
        expected = {
            "model": (model.get("type", "BPE"), "BPE"),
            "byte_fallback": (model.get("byte_fallback") or False, False),
            "ignore_merges": (model.get("ignore_merges") or False, False),
            "continuing_subword_prefix": (model.get("continuing_subword_prefix") or "", ""),
            "end_of_word_suffix": (model.get("end_of_word_suffix") or "", ""),
            "normalizer": (values.get("normalizer"), None),
            "pre_tokenizer": ([step["type"] for step in steps], ["ByteLevel"]),
            "add_prefix_space": (steps[0].get("add_prefix_space", True), False),
            "use_regex": (steps[0].get("use_regex", True), True),
        }
        for name, (given, known) in expected.items():
            if given != known:
                raise TokenizerError(f"{path}: {name} is {given!r}, and GPT-2's is {known!r}")
        merges = [pair.split(" ") if isinstance(pair, str) else pair for pair in model["merges"]]
        added = {token["content"]: token["id"] for token in values.get("added_tokens") or ()}
        return BytePairs(
            {**model["vocab"], **added},
            [(left, right) for left, right in merges],
            _end_of_text(path.parent),
        )
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise TokenizerError(f"{path} is damaged: {error!r}") from None


def _end_of_text(folder: Path) -> str:
    path = folder / "tokenizer_config.json"
    token = read_json(path).get("eos_token") if path.exists() else None
    return (token["content"] if isinstance(token, dict) else token) or END_OF_TEXT
