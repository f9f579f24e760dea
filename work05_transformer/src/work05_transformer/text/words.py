"""Texts as numbers of whole words: what bag-of-words models and word vectors need."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import regex  # type: ignore[import-untyped]
import torch
from jaxtyping import Float, Int
from torch import Tensor

from shared.data.text import load_glove
from work05_transformer.errors import CorpusError

PADDING, UNKNOWN = 0, 1
SPECIAL = ("⌀", "⟨unknown⟩")
# Chinese, Japanese and Thai put no space between words: each of their letters counts as one.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
LETTERS = rf"[[\p{{L}}\p{{M}}]--[{UNSPACED}]]+"
WORDS = regex.compile(
    rf"[{UNSPACED}]|{LETTERS}(?:'{LETTERS})?|\p{{N}}+|[!?！？]|\p{{Extended_Pictographic}}",
    regex.V1,
)
TAGS = regex.compile(r"<[^<>]{1,20}>")  # reviews come with HTML's line breaks


def split_words(text: str) -> list[str]:
    """Cut a text into words in small letters, numbers, and marks and pictures that carry feeling.

    Unicode writes é as one character or as two; NFC takes the one, so that both are one word.
    """
    plain = TAGS.sub(" ", unicodedata.normalize("NFC", text)).lower()
    plain = plain.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words: list[str] = WORDS.findall(plain)
    return words


def cut_off_line(long: Sequence[str], count: int, most: str) -> list[str]:
    """Say in a line how many of `count` texts are not read to their end; nothing where all are.

    Args:
        long: these texts.
        count: of all.
        most: what is read of a text, such as "--longest 200 words".
    """
    if not long:
        return []
    return [
        f"{len(long):,} of {count:,} texts have more than {most}, what is behind these is not read; "
        f"one begins {long[0][:30]!r}"
    ]


def unknown_line(
    texts: Sequence[str], known: Sequence[bool], learned: int, remedy: str
) -> list[str]:
    """Say in a line how many texts have no word that a model knows; nothing where all have one.

    Args:
        texts: those to learn from first, then those to validate and to test with.
        known: for each, whether it has one.
        learned: how many are to learn from.
        remedy: for the error.

    Raises:
        CorpusError: none of those to learn from has one.
    """
    unknown = [text for text, is_known in zip(texts, known, strict=True) if not is_known]
    if not any(known[:learned]):
        raise CorpusError(
            f"none of the {learned:,} texts to learn from has a word that the model knows: {remedy}"
        )
    if not unknown:
        return []
    return [
        f"{len(unknown):,} of {len(texts):,} texts have no word that the model knows; one begins "
        f"{unknown[0][:30]!r}"
    ]


class Vocabulary:
    """Words and their numbers, the most frequent first, behind padding and the unknown word.

    Args:
        words: each once, without the two special ones.
        counts: how often each occurs, where that is known.
    """

    def __init__(self, words: Sequence[str], counts: Sequence[int] = ()) -> None:
        self.words = [*SPECIAL, *words]
        self.counts = [0, 0, *counts]
        self.numbers = {word: number for number, word in enumerate(self.words)}

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], size: int, least: int = 2) -> Vocabulary:
        """Return the `size` most frequent words, those that occur `least` times or more."""
        counted = Counter(word for text in texts for word in text).most_common(size)
        kept = [(word, count) for word, count in counted if count >= least]
        return cls([word for word, _ in kept], [count for _, count in kept])

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, words: Iterable[str]) -> list[int]:
        """Return the words' numbers."""
        return [self.numbers.get(word, UNKNOWN) for word in words]

    def matrix(self, texts: Iterable[Sequence[str]], longest: int) -> Int[Tensor, "texts longest"]:
        """Return texts as rows: their first `longest` words, padding behind short ones."""
        rows = [self.encode(text[:longest]) for text in texts]
        return torch.tensor([row + [PADDING] * (longest - len(row)) for row in rows])


def glove_vectors(vocabulary: Vocabulary) -> tuple[Float[Tensor, "words 50"], float]:
    """Return GloVe's vectors for a vocabulary, and the share of words that have one.

    A word without one gets random numbers as large as the others'.
    """
    glove = load_glove()
    rows = {word: row for row, word in enumerate(glove.words)}
    torch.manual_seed(0)
    vectors = torch.randn(len(vocabulary), glove.vectors.shape[1]) * float(glove.vectors.std())
    known = [(number, rows[word]) for number, word in enumerate(vocabulary.words) if word in rows]
    numbers, places = (list(part) for part in zip(*known, strict=True))
    vectors[numbers] = torch.from_numpy(glove.vectors[places])
    return vectors, len(known) / len(vocabulary)
