"""The challenge: everyday sentences into French, in five minutes of one core.

The pairs are divided anew for each seed: 10,000 English sentences to learn from, 500 to translate.
"""

from typing import Any

import numpy as np

from shared.grading.challenge.task import Drawn
from shared.translation.bleu import score_bleu
from shared.translation.sentence_pairs import fra_eng

KNOWN, HIDDEN, AT_A_TIME = 10_000, 500, 50


def draw(rng: np.random.Generator) -> Drawn:
    """Hide 500 sentences of at most eight words."""
    splits = fra_eng(seed=int(rng.integers(2**31)), train=KNOWN, held_out=HIDDEN, max_words=8)
    asked = splits.tests["test"]
    return Drawn(
        given={
            "english.txt": "".join(f"{pair.source}\n" for pair in splits.train),
            "french.txt": "".join(f"{pair.target}\n" for pair in splits.train),
        },
        questions=[
            [example.source for example in asked[at : at + AT_A_TIME]]
            for at in range(0, len(asked), AT_A_TIME)
        ],
        answers=[example.references for example in asked],
    )


def score(answers: list[tuple[str, ...]], predictions: list[Any]) -> float:
    """Return BLEU."""
    sentences = [sentence for part in predictions for sentence in part]
    assert all(type(sentence) is str for sentence in sentences), "a translation is a text"
    assert len(sentences) == len(answers), f"expected {len(answers)}, got {len(sentences)}"
    return score_bleu(sentences, answers, resamples=0).score
