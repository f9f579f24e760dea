"""The study for a GPU goes the same way at tiny sizes."""

from __future__ import annotations

import pytest

from shared.translation import Example
from work04_grconv.studies import gpu


def test_everyday_sentences_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu.translator_on_device.cache_clear()
    measured = gpu.everyday_translations({"training": gpu.TINY, "sample": True}, 0)
    assert 0 <= measured["test/BLEU/low"] <= measured["test/BLEU"] <= measured["test/BLEU/high"]
    assert sum(group["sentences"] for group in measured["by_length"].values()) == 24
    assert len(measured["translations"]) == gpu.SHOWN


def test_scores_count_each_length() -> None:
    known = ("un deux trois quatre",)
    examples = [Example(" ".join(["word"] * n), known) for n in (2, 5, 20)]
    right = gpu.scores(["un deux trois quatre"] * 3, examples)
    assert right["test/BLEU"] == pytest.approx(100)
    assert right["test/exact"] == 1
    assert list(right["by_length"]) == ["1 to 3", "4 to 6", "13 and more"]
