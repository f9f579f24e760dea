"""What the studies of tokenizers count, by our own ways to cut."""

from __future__ import annotations

import pytest

from work04_grconv.data.chinese_sample import SENTENCES
from work04_grconv.studies.tokenizers import HARD, cut_chinese, cut_sentences

CHINESE = {"sentences": SENTENCES, "train": 36, "merges": 60, "example": "火车站很远。"}


def test_sentences_are_shown_cut() -> None:
    cut = cut_sentences({"tokenizer": "ours", "sentences": HARD[1:2]})
    assert cut["sentences"][HARD[1]]["tokens"].startswith("The · dogs · ' · owner · isn' · t · ")
    assert cut["tokens"] == cut["sentences"][HARD[1]]["count"] == 12


def test_byte_pairs_are_shorter_than_characters() -> None:
    characters, pieces = (
        cut_chinese({"unit": unit, **CHINESE}) for unit in ("characters", "byte pairs")
    )
    held_out = SENTENCES[36:]
    assert characters["length"] == pytest.approx(sum(map(len, held_out)) / len(held_out))
    assert characters["example"] == "火 · 车 · 站 · 很 · 远 · 。"
    assert pieces["length"] < characters["length"]
    known = set("".join(SENTENCES[:36]))
    unknown = [c for sentence in held_out for c in sentence if c not in known]
    assert characters["unknown"] == pytest.approx(len(unknown) / sum(map(len, held_out)))
