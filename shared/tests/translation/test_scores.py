"""A translator's scores, all and by length."""

from __future__ import annotations

import pytest

from shared.translation import Example
from shared.translation.scores import SHOWN, scores


def test_scores_count_each_length() -> None:
    examples = [
        Example(" ".join("word" for _ in range(n)), ("un deux trois quatre",)) for n in (2, 5, 20)
    ]
    right = scores(["un deux trois quatre"] * 3, examples)
    assert right["test/BLEU"] == pytest.approx(100)
    assert right["test/exact"] == 1
    assert list(right["by_length"]) == ["1 to 3", "4 to 6", "13 and more"]


def test_the_interval_holds_the_score_and_few_translations_are_shown() -> None:
    examples = [Example("a b c", ("un deux trois quatre",)) for _ in range(SHOWN + 5)]
    half = ["un deux trois quatre", "un deux trois cinq"] * 20
    measured = scores(half[: len(examples)], examples)
    assert measured["test/BLEU/low"] <= measured["test/BLEU"] <= measured["test/BLEU/high"]
    assert len(measured["translations"]) == SHOWN
    assert measured["translations"][1]["translated"] == half[1]
