"""BLEU is sacrebleu's; its interval comes from the sentences."""

from __future__ import annotations

import pytest
from sacrebleu.metrics import BLEU

from shared.translation import bleu, score_bleu

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


@pytest.mark.parametrize(
    ("hypothesis", "reference", "tokenizer"),
    [
        ("我喜欢学习深度学习。", "我很喜欢学习深度学习。", "zh"),
        ("ฉันชอบเรียนรู้", "ฉันชอบการเรียนรู้", "char"),
        ("나는 공부를 좋아한다.", "나는 공부를 아주 좋아한다.", "13a"),
    ],
)
def test_sentences_are_split_as_their_language_wants_it(
    hypothesis: str, reference: str, tokenizer: str
) -> None:
    expected = BLEU(tokenize=tokenizer).corpus_score([hypothesis], [[reference]])
    scored = score_bleu([hypothesis], [[reference]])
    assert scored.score == pytest.approx(expected.score)
    assert f"tok:{tokenizer}" in scored.signature


def test_japanese_is_split_into_words_only_where_mecab_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sentence = "私は深層学習を学ぶのが好きです。"
    for installed, tokenizer in ((None, "char"), (object(), "ja-mecab")):
        monkeypatch.setattr(bleu, "find_spec", lambda _, answer=installed: answer)
        assert bleu.tokenizer_for([sentence]) == tokenizer


def test_capitals_count_unless_the_signature_says_otherwise() -> None:
    hypothesis, reference = "der Hund und die Katze", "Der Hund und die Katze"
    exact = score_bleu([hypothesis], [[reference]])
    lowered = score_bleu([hypothesis], [[reference]], lowercase=True)
    assert exact.score < lowered.score == pytest.approx(100)
    assert "case:mixed" in exact.signature
    assert "case:lc" in lowered.signature
    assert lowered.low == pytest.approx(100)
