"""BLEU is sacrebleu's; its interval comes from the sentences."""

from __future__ import annotations

import pytest
from sacrebleu.metrics import BLEU

from shared.translation import score_bleu

HYPOTHESES = ["the cat sat on the mat", "a dog barks", "one two three four five six"]
REFERENCES = [
    ("the cat is on the mat", "there is a cat on the mat"),
    ("a dog barks loudly",),
    ("one two three four five six",),
]


def test_the_score_is_sacrebleus_with_its_signature() -> None:
    first = [known[0] for known in REFERENCES]
    second = [REFERENCES[0][1], None, None]
    expected = BLEU().corpus_score(HYPOTHESES, [first, second])
    found = score_bleu(HYPOTHESES, REFERENCES)
    assert found.score == pytest.approx(expected.score)
    assert "tok:13a" in found.signature


def test_the_interval_holds_the_score_and_narrows_with_more_sentences() -> None:
    few = score_bleu(HYPOTHESES, REFERENCES)
    many = score_bleu(HYPOTHESES * 30, REFERENCES * 30)
    assert few.low <= few.score <= few.high
    assert many.score == pytest.approx(few.score)
    assert many.high - many.low < few.high - few.low


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(ValueError, match="no sentence"):
        score_bleu([], [])
    with pytest.raises(ValueError, match="2 hypotheses for 1 sentences"):
        score_bleu(["a", "b"], [["a"]])
    with pytest.raises(ValueError, match="sentence 1 has no reference"):
        score_bleu(["a", "b"], [["a"], []])
