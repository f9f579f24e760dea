"""What a translator reached, in one mapping: BLEU with its interval, BLEU by length, some translations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.translation.bleu import Bleu, score_bleu
from shared.translation.splits import Example

LENGTHS = ((1, 3), (4, 6), (7, 9), (10, 12), (13, 1000))  # words of the source, first and last
SHOWN = 8  # translations


def scores(translated: Sequence[str], examples: Sequence[Example]) -> dict[str, Any]:
    """Return a study's metrics of test sentences.

    BLEU is against the references as they stand in the corpus, capitals included; the interval is
    from 1,000 resamples of the sentences.

    Args:
        translated: one for each example.
        examples: with one reference or several.
    """

    def bleu(numbers: Sequence[int], resamples: int) -> Bleu:
        references = [examples[number].references for number in numbers]
        return score_bleu([translated[n] for n in numbers], references, resamples=resamples)

    result = bleu(range(len(examples)), 1000)
    by_length = {}
    for low, high in LENGTHS:
        some = [n for n, e in enumerate(examples) if low <= len(e.source.split()) <= high]
        if some:
            name = f"{low} to {high}" if high < LENGTHS[-1][1] else f"{low} and more"
            by_length[name] = {"sentences": len(some), "BLEU": bleu(some, 0).score}
    both = list(zip(translated, examples, strict=True))
    return {
        "test/BLEU": result.score,
        "test/BLEU/low": result.low,
        "test/BLEU/high": result.high,
        "test/exact": sum(text in e.references for text, e in both) / len(both),
        "by_length": by_length,
        "translations": [
            {"source": e.source, "translated": text, "reference": e.references[0]}
            for text, e in both[:SHOWN]
        ],
        "signature": result.signature,
    }
