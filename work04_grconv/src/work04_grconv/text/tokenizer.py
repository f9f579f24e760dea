"""From a text to numbers and back: a way to cut, and a vocabulary for the pieces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from shared.translation import writing_of
from shared.translation.byte_pairs import learn_merges
from work04_grconv.text.byte_pairs import BytePairs
from work04_grconv.text.vocabulary import SPECIAL, UNKNOWN, Vocabulary, build_vocabulary
from work04_grconv.text.words import GLUE, clean, join_words, split_characters, split_words

Unit = Literal["word", "character", "bpe"]


class Tokenizer:
    """Numbers for the texts of one language.

    Args:
        unit: what a token is.
        vocabulary: the tokens that have a number.
        merges: of byte-pair encoding, where that is the unit.
        lowercase: give up capitals.
    """

    def __init__(
        self,
        unit: Unit,
        vocabulary: Vocabulary,
        merges: Sequence[tuple[str, str]] = (),
        *,
        lowercase: bool = False,
    ) -> None:
        self.unit, self.vocabulary, self.byte_pairs = unit, vocabulary, BytePairs(merges)
        self.lowercase = lowercase

    def split(self, text: str) -> list[str]:
        """Clean a text and cut it into tokens."""
        return split_text(clean(text, lowercase=self.lowercase), self.unit, self.byte_pairs)

    def encode(self, text: str) -> list[int]:
        """Return the numbers of a text's tokens."""
        return self.numbers(self.split(text))

    def numbers(self, tokens: Sequence[str]) -> list[int]:
        """Return the numbers of tokens; a word within quotes or brackets is the word without them."""
        numbers = self.vocabulary.encode(tokens)
        free = self.vocabulary.encode(token.removeprefix(GLUE) for token in tokens)
        return [b if a == UNKNOWN else a for a, b in zip(numbers, free, strict=True)]

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of numbers up to the end of the sentence."""
        return self.join(self.vocabulary.decode(numbers))

    def join(self, tokens: list[str]) -> str:
        """Put tokens together again, the inverse of `split` for a clean text."""
        if self.unit == "character":
            return "".join(tokens)
        return join_words(BytePairs.join(tokens) if self.unit == "bpe" else tokens)

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "unit": self.unit,
            "lowercase": self.lowercase,
            "tokens": self.vocabulary.tokens[len(SPECIAL) :],
            "merges": self.byte_pairs.merges,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Tokenizer:
        """Make the tokenizer that `to_json` described.

        Raises:
            ValueError: the values describe none.
        """
        unit, tokens, merges = values["unit"], values["tokens"], values["merges"]
        if unit not in get_args(Unit) or not all(isinstance(token, str) for token in tokens):
            raise ValueError("no tokenizer")
        pairs = [(str(left), str(right)) for left, right in merges]
        lowercase = bool(values.get("lowercase", True))  # runs from before there was a choice
        return cls(unit, Vocabulary(tokens), pairs, lowercase=lowercase)

    def unknown_share(self, texts: Iterable[str]) -> float:
        """Return which share of the tokens of some texts the vocabulary lacks."""
        numbers = Counter(number for text in texts for number in self.encode(text))
        return numbers[UNKNOWN] / max(1, numbers.total())


def split_text(text: str, unit: Unit, byte_pairs: BytePairs) -> list[str]:
    """Cut a clean text into tokens."""
    if unit == "character":
        return split_characters(text)
    words = split_words(text)
    if unit == "bpe":
        return [piece for word in words for piece in byte_pairs.split(word)]
    return words


def fitting_unit(texts: Iterable[str]) -> Unit:
    """Return words for a language that puts spaces between them, characters for another one."""
    return "word" if writing_of(texts) == "spaced" else "character"


def train_tokenizer(
    texts: Iterable[str],
    unit: Unit,
    *,
    size: int | None = None,
    merges: int = 0,
    lowercase: bool = False,
) -> Tokenizer:
    """Learn a vocabulary, and for byte pairs the merges, from training texts.

    Args:
        texts: as they come; they are cleaned here.
        unit: what a token is.
        size: at most so many tokens, the most frequent; the rest is unknown.
        merges: of byte pairs, at most.
        lowercase: give up capitals.
    """
    cleaned = [clean(text, lowercase=lowercase) for text in texts]
    pairs = BytePairs(())
    if unit == "bpe":
        counts = Counter(tuple(word) for text in cleaned for word in split_words(text))
        pairs = BytePairs(learn_merges(counts, merges, label="byte pairs"))
    vocabulary = build_vocabulary((split_text(t, unit, pairs) for t in cleaned), size=size)
    return Tokenizer(unit, vocabulary, pairs.merges, lowercase=lowercase)
