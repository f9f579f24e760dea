"""The study for a GPU goes the same way at tiny sizes."""

from __future__ import annotations

import pytest

from shared.translation.scores import SHOWN
from work04_grconv.studies import gpu


def test_everyday_sentences_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu.translator_on_device.cache_clear()
    measured = gpu.everyday_translations({"training": gpu.TINY, "sample": True}, 0)
    assert 0 <= measured["test/BLEU/low"] <= measured["test/BLEU"] <= measured["test/BLEU/high"]
    assert sum(group["sentences"] for group in measured["by_length"].values()) == 24
    assert len(measured["translations"]) == SHOWN
