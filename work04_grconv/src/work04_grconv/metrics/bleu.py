"""BLEU of translations of held-out sentences, and how many are right to the letter."""

from __future__ import annotations

from collections.abc import Sequence

from shared.translation import Bleu, Example, score_bleu
from work04_grconv.text.words import clean


def evaluate(
    translations: Sequence[str],
    examples: Sequence[Example],
    *,
    lowercase: bool = False,
    resamples: int = 1000,
) -> tuple[Bleu, float]:
    """Return BLEU, and the share of sentences that equal a reference to the letter.

    References are cleaned as the training text was.

    Args:
        translations: one a sentence.
        examples: the sentences with their known translations.
        lowercase: case does not count; BLEU's signature says so.
        resamples: for BLEU's interval; 0 for none.
    """
    references = [
        [clean(text, lowercase=lowercase) for text in example.references] for example in examples
    ]
    exact = sum(text in known for text, known in zip(translations, references, strict=True))
    bleu = score_bleu(translations, references, lowercase=lowercase, resamples=resamples)
    return bleu, exact / len(examples)
