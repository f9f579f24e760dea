"""The studies for a GPU go the same way at tiny sizes."""

from __future__ import annotations

import pytest

from shared.translation import Example
from work05_transformer.studies import gpu


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu.translator_on_device.cache_clear()
    gpu.gpt_on_device.cache_clear()


def test_everyday_sentences_are_measured() -> None:
    config = {"training": gpu.TINY_TRANSLATOR, "sample": True}
    measured = gpu.everyday_translations(config, 0)
    assert 0 <= measured["test/BLEU/low"] <= measured["test/BLEU"] <= measured["test/BLEU/high"]
    assert sum(group["sentences"] for group in measured["by_length"].values()) == 24
    assert len(measured["translations"]) == gpu.SHOWN


def test_characters_are_measured() -> None:
    measured = gpu.characters(gpu.tiny_gpt(gpu.IMPROVED), 0)
    assert measured["valid/loss"] < 4.3
    assert len(measured["sample"]) >= gpu.WRITTEN


def test_scores_count_each_length() -> None:
    examples = [
        Example(" ".join("word" for _ in range(n)), ("un deux trois quatre",)) for n in (2, 5, 20)
    ]
    right = gpu.scores(["un deux trois quatre"] * 3, examples)
    assert right["test/BLEU"] == pytest.approx(100)
    assert right["test/exact"] == 1
    assert list(right["by_length"]) == ["1 to 3", "4 to 6", "13 and more"]
