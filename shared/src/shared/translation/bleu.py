"""BLEU (Papineni et al. 2002) by sacrebleu, with an interval from resampled test sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from shared.translation.writing import writing_of


@dataclass(frozen=True)
class Bleu:
    """A score of a whole test set.

    Attributes:
        score: from 0 to 100.
        low: lower end of the interval that holds 95 % of the resampled scores.
        high: its upper end.
        signature: how sacrebleu scored; two scores compare only where theirs agree.
    """

    score: float
    low: float
    high: float
    signature: str


def score_bleu(
    hypotheses: Sequence[str],
    references: Sequence[Sequence[str]],
    *,
    lowercase: bool = False,
    resamples: int = 1000,
    seed: int = 0,
) -> Bleu:
    """Score translations in plain text, not split into tokens: sacrebleu does that.

    Args:
        hypotheses: one translation a sentence.
        references: each sentence's known translations, one or more; their language decides how
            sacrebleu splits into tokens (see `tokenizer_for`), and the signature tells it.
        lowercase: capitals do not count; the signature says `case:lc`.
        resamples: test sets drawn with replacement (Koehn 2004, section 3).
        seed: of these draws.

    Raises:
        ValueError: no sentence, one without reference, or lists of different lengths.
    """
    if not hypotheses:
        raise ValueError("no sentence to score")
    if len(hypotheses) != len(references):
        raise ValueError(f"{len(hypotheses)} hypotheses for {len(references)} sentences")
    if not all(references):
        raise ValueError(f"sentence {[bool(r) for r in references].index(False)} has no reference")

    from sacrebleu.metrics.bleu import BLEU  # not needed to train, or for --help

    # sacrebleu wants columns: everyone's first reference, everyone's second …, None where missing.
    widest = max(map(len, references))
    columns = [[r[i] if i < len(r) else None for r in references] for i in range(widest)]
    tokenizer = tokenizer_for([known[0] for known in references])
    metric = BLEU(tokenize=tokenizer, lowercase=lowercase)
    score = metric.corpus_score(list(hypotheses), columns).score  # type: ignore[arg-type]

    # BLEU is a function of counts that add up over sentences, so each sentence is counted once.
    alone = BLEU(
        tokenize=tokenizer, lowercase=lowercase, effective_order=True
    )  # or sacrebleu warns of short sentences
    counted = [
        alone.sentence_score(hypothesis, list(known))
        for hypothesis, known in zip(hypotheses, references, strict=True)
    ]
    counts = np.array([[*s.counts, *s.totals, s.sys_len, s.ref_len] for s in counted])
    draws = np.random.default_rng(seed)
    scores = []
    for _ in range(resamples):
        total = counts[draws.integers(len(counts), size=len(counts))].sum(axis=0).tolist()
        resampled = BLEU.compute_bleu(
            total[:4], total[4:8], total[8], total[9], smooth_method="exp"
        )
        scores.append(resampled.score)
    low, high = np.percentile(scores, [2.5, 97.5]).tolist() if scores else (score, score)
    return Bleu(score, low, high, str(metric.get_signature()))


def tokenizer_for(references: Sequence[str]) -> str:
    """Name sacrebleu's tokenizer for the language of `references`.

    13a where spaces stand between words, zh for Chinese, ja-mecab for Japanese where it is
    installed (`pip install sacrebleu[ja]`), and single characters for other languages without
    spaces: 13a would take a whole sentence for one word.
    """
    writing = writing_of(references)
    if writing == "japanese":
        return "ja-mecab" if find_spec("MeCab") and find_spec("ipadic") else "char"
    return {"spaced": "13a", "chinese": "zh"}.get(writing, "char")
