"""Byte-pair encoding as GPT-2 does it (Sennrich et al. 2016; Radford et al. 2019, section 2.2).

Text is cut into words, words into bytes, and the bytes of a word are merged pair by pair in the
order in which the merges were learned. Every text can be expressed, since every byte is a token.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, Self

import regex  # type: ignore[import-untyped]

from shared.data.text import load_gpt2_bpe
from shared.data.text_files import read_json, read_lines
from shared.files import write_text_atomically
from work05_transformer.errors import TokenizerError

# A word takes the space before it along. English contractions are words of their own.
WORDS = regex.compile(r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
END_OF_TEXT = "<|endoftext|>"
VOCABULARY_FILE, MERGES_FILE = "vocab.json", "merges.txt"


def printable_bytes() -> dict[int, str]:
    """Return GPT-2's printable stand-in for each byte, so that vocabularies are readable files.

    A byte that prints stands for itself, the others for the characters from 256 on: a space, the
    33rd of them, is `Ġ`.
    """
    printable = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1)]
    printable += range(ord("®"), ord("ÿ") + 1)
    others = (byte for byte in range(256) if byte not in printable)
    stand_ins = {byte: chr(byte) for byte in printable}
    return stand_ins | {byte: chr(256 + number) for number, byte in enumerate(others)}


Pair = tuple[str, str]


def merge_pair(symbols: Sequence[str], pair: Pair) -> list[str]:
    """Merge every occurrence of `pair` in `symbols`, from the left.

    Occurrences do not overlap: of three equal symbols the first two become one.
    """
    merged: list[str] = []
    place = 0
    while place < len(symbols):
        if tuple(symbols[place : place + 2]) == pair:
            merged.append(pair[0] + pair[1])
            place += 2
        else:
            merged.append(symbols[place])
            place += 1
    return merged


class BytePairs:
    """Text to token numbers and back.

    Args:
        tokens: token, written in stand-ins, → its number; the numbers are 0 … n − 1.
        merges: pairs to merge, the most important first.
        end: the token that separates documents, where there is one.

    Raises:
        TokenizerError: the numbers have gaps, a byte has no token, or a merge makes no token.
    """

    def __init__(
        self, tokens: Mapping[str, int], merges: Iterable[Pair], end: str = END_OF_TEXT
    ) -> None:
        self.tokens, self.end = dict(tokens), end
        self.ranks = {pair: rank for rank, pair in enumerate(merges)}
        self.stand_ins = printable_bytes()
        if sorted(self.tokens.values()) != list(range(len(self.tokens))):
            raise TokenizerError("the vocabulary's numbers are not 0, 1, 2, …: it is damaged")
        made = [*self.stand_ins.values(), *(left + right for left, right in self.ranks)]
        for token in made:
            if token not in self.tokens:
                raise TokenizerError(
                    f"{token!r} is no token of the vocabulary: it belongs to other merges"
                )
        self.by_number = sorted(self.tokens, key=self.tokens.__getitem__)
        self.bytes_of = {stand_in: byte for byte, stand_in in self.stand_ins.items()}
        self.encode_word = lru_cache(maxsize=100_000)(self._encode_word)

    @classmethod
    def gpt2(cls) -> Self:
        """Return GPT-2's own: 50,257 tokens; fetched once by the data catalogue."""
        encoding = load_gpt2_bpe()
        return cls(encoding.tokens, encoding.merges)

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def end_of_text(self) -> int | None:
        """The number of the token that separates documents, where there is one."""
        return self.tokens.get(self.end)

    def merge(self, symbols: Sequence[str]) -> list[str]:
        """Merge symbols until no pair of neighbors is among the merges.

        In each round the pair of the lowest rank is merged, wherever it occurs: from the left, as
        `merge_pair` does.
        """
        symbols = list(symbols)
        while len(symbols) > 1:
            pair = min(
                pairwise(symbols),
                key=lambda pair: self.ranks.get(pair, len(self.ranks)),
            )
            if pair not in self.ranks:
                break
            symbols = merge_pair(symbols, pair)
        return symbols

    def _encode_word(self, word: str) -> tuple[int, ...]:
        symbols = [self.stand_ins[byte] for byte in word.encode()]
        return tuple(self.tokens[symbol] for symbol in self.merge(symbols))

    def encode(self, text: str) -> list[int]:
        """Return the token numbers of `text`. `<|endoftext|>` in it is text like any other.

        Raises:
            TokenizerError: `text` holds half of a surrogate pair, which no UTF-8 can express.
        """
        try:
            return [number for word in WORDS.findall(text) for number in self.encode_word(word)]
        except UnicodeEncodeError as error:
            raise TokenizerError(
                f"character {error.object[error.start]!r} is half of a surrogate pair: remove it"
            ) from None

    def token_bytes(self, number: int) -> bytes:
        """Return the bytes that a token stands for; a character may span several tokens."""
        token = self.by_number[number]
        if not self.bytes_of.keys() >= set(token):  # made by people: `<|im_start|> user`
            return token.encode()
        return bytes(self.bytes_of[stand_in] for stand_in in token)

    def decode(
        self, numbers: Iterable[int], errors: Literal["replace", "ignore"] = "replace"
    ) -> str:
        """Return the text of token numbers; bytes that are no UTF-8 become �, or are left out."""
        return b"".join(map(self.token_bytes, numbers)).decode(errors=errors)

    def save(self, folder: Path) -> None:
        """Write vocab.json and merges.txt, in the form that GPT-2's family uses."""
        vocabulary = json.dumps(self.tokens, ensure_ascii=False)
        merges = "\n".join(["#version: 0.2", *(" ".join(pair) for pair in self.ranks)])
        write_text_atomically(folder / VOCABULARY_FILE, vocabulary + "\n")
        write_text_atomically(folder / MERGES_FILE, merges + "\n")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote, or Hugging Face's files of the same names.

        Raises:
            TextFileError: a file is missing, or no text.
            TokenizerError: a file is damaged.
        """
        tokens = read_json(folder / VOCABULARY_FILE)
        lines = read_lines(folder / MERGES_FILE)
        merges = [line.split(" ") for line in lines if line and not line.startswith("#version")]
        try:
            return cls(tokens, [(left, right) for left, right in merges])
        except (ValueError, TypeError, AttributeError) as error:
            raise TokenizerError(f"the tokenizer in {folder} is damaged: {error}") from None


def learn_byte_pairs(text: str, vocab_size: int) -> BytePairs:
    """Learn merges from a text: again and again, the most frequent pair becomes a token.

    Args:
        text: what to learn from. Merges never cross the border of a word. A pair counts at each
            place within a word where it stands, as often as the word occurs: in `aaa`, (a, a)
            stands twice.
        vocab_size: how many tokens to end with, the 256 bytes included; fewer where no pair
            occurs twice any more. Of equally frequent pairs the first in alphabetical order wins,
            by the left symbol, then by the right one, as their stand-ins are written.

    Returns:
        the tokenizer. Its tokens are the 256 bytes' stand-ins, then the merges as they were learned.

    Raises:
        TokenizerError: `vocab_size` is below 256.
    """
    if vocab_size < 256:
        raise TokenizerError(
            f"a vocabulary of {vocab_size} cannot hold the 256 bytes: ask for more"
        )
    stand_ins = printable_bytes()
    counts = Counter(WORDS.findall(text))
    words = [[stand_ins[byte] for byte in word.encode()] for word in counts]
    frequencies = list(counts.values())
    pair_counts: Counter[Pair] = Counter()
    where: dict[Pair, set[int]] = defaultdict(set)  # words that hold, or once held, a pair

    def count(index: int, sign: int) -> None:
        word = words[index]
        for pair in pairwise(word):
            pair_counts[pair] += sign * frequencies[index]
            where[pair].add(index)

    for index in range(len(words)):
        count(index, 1)
    merges: list[Pair] = []
    while len(merges) < vocab_size - 256 and pair_counts:
        best = max(pair_counts.values())
        if best < 2:
            break
        pair = min(pair for pair, number in pair_counts.items() if number == best)
        merges.append(pair)
        for index in where.pop(pair):
            count(index, -1)
            words[index] = merge_pair(words[index], pair)
            count(index, 1)
        pair_counts += Counter()  # forget the pairs that are gone
    symbols = [*stand_ins.values(), *dict.fromkeys(left + right for left, right in merges)]
    return BytePairs({symbol: number for number, symbol in enumerate(symbols)}, merges)
