"""The studies for a GPU go the same way at tiny sizes."""

from __future__ import annotations

import pytest

from shared.translation.scores import SHOWN
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
    assert len(measured["translations"]) == SHOWN


def test_characters_are_measured() -> None:
    measured = gpu.characters(gpu.tiny_gpt(gpu.IMPROVED), 0)
    assert measured["valid/loss"] < 4.3
    assert len(measured["sample"]) >= gpu.WRITTEN
