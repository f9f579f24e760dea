"""fra-eng, Tatoeba's English–French sentence pairs, split by the English sentence.

One English sentence often stands with several French ones. A split by lines would put some of them
into the test set and the others into training; here all go the same way.
"""

from __future__ import annotations

import random

from shared.data.text import load_translation_pairs
from shared.errors import UserError
from shared.translation.splits import Example, Pair, Splits


class CorpusError(UserError):
    """A corpus that is too small for the parts asked of it."""


def fra_eng(
    *,
    seed: int = 0,
    train: int | None = None,
    held_out: int = 1000,
    max_words: int | None = None,
) -> Splits:
    """Return English → French pairs; `tests` has one set, "test".

    Args:
        seed: decides which sentences are held out, and which are kept for training.
        train: English sentences to learn from; all that are left where None.
        held_out: sentences to validate with, and as many to test with.
        max_words: longest sentence in words between spaces, on either side; None for any.

    Raises:
        CorpusError: fewer sentences than asked for.
        DataUnavailableError: the corpus is not here and has no source that answers.
    """
    pairs = load_translation_pairs()
    return split_pairs(pairs, seed=seed, train=train, held_out=held_out, max_words=max_words)


def split_pairs(
    pairs: list[tuple[str, str]],
    *,
    seed: int,
    train: int | None,
    held_out: int,
    max_words: int | None,
) -> Splits:
    """Split pairs by their source sentence; see `fra_eng`."""
    translations: dict[str, dict[str, None]] = {}  # a dict keeps the order and drops repetitions
    for source, target in pairs:
        longest = max(len(source.split()), len(target.split()))
        if max_words is None or longest <= max_words:
            translations.setdefault(source, {})[target] = None
    sources = sorted(translations)
    random.Random(seed).shuffle(sources)
    wanted = 2 * held_out + (1 if train is None else train)
    if len(sources) < wanted:
        short = "" if max_words is None else f" of at most {max_words} words"
        remedy = "" if max_words is None else ", or allow longer ones"
        raise CorpusError(
            f"{len(sources)} sentences{short}, {wanted} are needed: hold out or learn from fewer"
            + remedy
        )
    learnt = sources[2 * held_out :][:train]
    valid, test = (
        [Example(source, tuple(translations[source])) for source in part]
        for part in (sources[:held_out], sources[held_out : 2 * held_out])
    )
    known = [Pair(source, target) for source in learnt for target in translations[source]]
    return Splits(known, valid, {"test": test})
