"""Numbers for tokens: the frequent ones have their own, the others share one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

PAD, UNKNOWN, BEGIN, END = range(4)
SPECIAL = ("<pad>", "<unk>", "<bos>", "<eos>")


class Vocabulary:
    """Tokens and their numbers; the first four are special.

    Args:
        tokens: the ordinary tokens, the one that gets the lowest number first.

    Raises:
        ValueError: a token stands there twice, or is one of the special ones.
    """

    def __init__(self, tokens: Sequence[str]) -> None:
        self.tokens = [*SPECIAL, *tokens]
        self._numbers = {token: number for number, token in enumerate(self.tokens)}
        if len(self._numbers) != len(self.tokens):
            raise ValueError("a vocabulary holds each token once")

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Return the number of each token, UNKNOWN for one that has none."""
        return [self._numbers.get(token, UNKNOWN) for token in tokens]

    def decode(self, numbers: Iterable[int]) -> list[str]:
        """Return the tokens up to the first END, without PAD and BEGIN."""
        tokens = []
        for number in numbers:
            if number == END:
                break
            if number not in (PAD, BEGIN):
                tokens.append(self.tokens[number])
        return tokens


def build_vocabulary(
    sentences: Iterable[Sequence[str]], *, size: int | None = None, min_count: int = 1
) -> Vocabulary:
    """Give tokens their numbers by falling frequency, equally frequent ones by the alphabet.

    The alphabet is Python's order of strings. Special tokens that stand in the text are not
    counted: it cannot smuggle in an end of sentence.

    Args:
        sentences: tokens of the training text; held-out text must not help to choose.
        size: at most so many ordinary tokens, the most frequent ones; None takes all, 0 none.
        min_count: leave out tokens that occur fewer times.
    """
    counts = Counter(token for sentence in sentences for token in sentence)
    for token in SPECIAL:
        counts.pop(token, None)
    frequent = sorted(
        (token for token, count in counts.items() if count >= min_count),
        key=lambda token: (-counts[token], token),
    )
    return Vocabulary(frequent[:size])
