"""Sentences as token numbers, and batches of pairs of like length (Vaswani et al. 2017, section 5.1).

One vocabulary of byte pairs serves both languages. Three tokens stand before them: padding behind
short sentences, and the begin and end of a target.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self
from unicodedata import normalize

import torch
from jaxtyping import Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from shared.training import InMemory
from shared.translation import Pair
from work05_transformer.text.byte_pairs import BytePairs, learn_byte_pairs

PADDING, BEGIN, END = 0, 1, 2
SPECIAL = 3


class Sentences:
    """Text to token numbers and back.

    Unicode writes é as one character or as two, whose bytes differ; NFC, here and where the
    vocabulary is learned, takes the one.

    Args:
        byte_pairs: the vocabulary behind the three special tokens.
    """

    def __init__(self, byte_pairs: BytePairs) -> None:
        self.byte_pairs = byte_pairs

    @classmethod
    def learn(cls, pairs: Iterable[Pair], vocab_size: int) -> Self:
        """Learn byte pairs from both sides of a corpus, `vocab_size` tokens in all."""
        lines = (f" {pair.source}\n {pair.target}" for pair in pairs)
        return cls(learn_byte_pairs(normalize("NFC", "\n".join(lines)), vocab_size - SPECIAL))

    def __len__(self) -> int:
        return len(self.byte_pairs) + SPECIAL

    def encode(self, text: str) -> list[int]:
        """Return the tokens of a sentence and END."""
        # A word takes the space before it along: with one, the first is a word like the others.
        numbers = self.byte_pairs.encode(normalize("NFC", f" {text}"))
        return [number + SPECIAL for number in numbers] + [END]

    def decode(self, numbers: Iterable[int]) -> str:
        """Return the text of tokens; special ones and bytes that are no character say nothing."""
        kept = [number - SPECIAL for number in numbers if number >= SPECIAL]
        return self.byte_pairs.decode(kept, errors="ignore").strip()

    def words(self, numbers: Iterable[int]) -> list[str]:
        """Return the text of each token on its own, to write beside an attention map."""
        special = {PADDING: "⌀", BEGIN: "⟨s⟩", END: "⟨/s⟩"}
        return [
            special[number] if number < SPECIAL else self.byte_pairs.decode([number - SPECIAL])
            for number in numbers
        ]

    def batch(self, texts: Sequence[str]) -> Int[Tensor, "texts longest"]:
        """Return encoded sentences, the short ones filled up with padding."""
        return pad([self.encode(text) for text in texts])

    def save(self, folder: Path) -> None:
        """Write the byte pairs' files."""
        self.byte_pairs.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; TokenizerError where it is missing or damaged."""
        return cls(BytePairs.load(folder))


def pad(rows: Sequence[Sequence[int]]) -> Int[Tensor, "rows longest"]:
    """Fill up rows of token numbers to the length of the longest."""
    tensors = [torch.tensor(row) for row in rows]
    return pad_sequence(tensors, batch_first=True, padding_value=PADDING)


class PairBatches(InMemory):
    """Whole batches as samples: pairs of like length, so that little is padding.

    A batch is closed before its padded target or source would have more than `tokens` tokens. What
    it gives is the source, the target behind BEGIN as the decoder's input, and the target itself.

    Args:
        pairs: to translate.
        sentences: the encoding.
        tokens: the most tokens of a batch, on either side.
        seed: shuffles pairs of equal length before they are cut into batches.
    """

    def __init__(
        self, pairs: Sequence[Pair], sentences: Sentences, tokens: int, seed: int = 0
    ) -> None:
        encoded = [(sentences.encode(pair.source), sentences.encode(pair.target)) for pair in pairs]
        random.Random(seed).shuffle(encoded)
        encoded.sort(key=lambda pair: (len(pair[1]), len(pair[0])))
        self.batches: list[tuple[Tensor, Tensor, Tensor]] = []
        group: list[tuple[list[int], list[int]]] = []
        longest = 0
        for pair in encoded:
            longest = max(longest, *map(len, pair))
            if group and longest * (len(group) + 1) > tokens:
                self.batches.append(self._collate(group))
                group, longest = [], max(map(len, pair))
            group.append(pair)
        if group:
            self.batches.append(self._collate(group))

    @staticmethod
    def _collate(group: list[tuple[list[int], list[int]]]) -> tuple[Tensor, Tensor, Tensor]:
        target = pad([target for _, target in group])
        begin = torch.full((len(group), 1), BEGIN)
        inputs = torch.cat((begin, target[:, :-1]), dim=1)
        return pad([source for source, _ in group]), inputs, target

    def __len__(self) -> int:
        return len(self.batches)

    def __getitems__(self, indices: Sequence[int]) -> tuple[Tensor, ...]:
        """Return the batch of this number: one sample is a whole batch."""
        (index,) = indices
        return self.batches[index]
