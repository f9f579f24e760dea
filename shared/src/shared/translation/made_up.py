"""A small language that needs no file, for rehearsals and tests: English backwards, word by word."""

from __future__ import annotations

import random

from shared.translation.sentence_pairs import split_pairs
from shared.translation.splits import Splits

WORDS = (
    "I", "you", "we", "see", "hear", "know", "a", "the", "dog", "cat", "house", "well", "now",
)  # fmt: skip


def made_up_sentences() -> Splits:
    """Return 400 pairs of up to nine words, split as a corpus is; always the same."""
    draws = random.Random(0)
    lines = [" ".join(draws.choices(WORDS, k=draws.randint(1, 9))) for _ in range(400)]
    pairs = [(line, " ".join(word[::-1] for word in line.split())) for line in lines]
    return split_pairs(pairs, seed=0, train=None, held_out=24, max_words=None)
