"""The studies of all everyday sentences, for a GPU and for a CPU, at tiny sizes."""

from __future__ import annotations

import time

import pytest

from shared.translation.scores import SHOWN
from work04_grconv.studies import everyday_whole, gpu


def test_everyday_sentences_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu.translator_on_device.cache_clear()
    measured = gpu.everyday_translations({"training": gpu.TINY, "sample": True}, 0)
    assert 0 <= measured["test/BLEU/low"] <= measured["test/BLEU"] <= measured["test/BLEU/high"]
    assert sum(group["sentences"] for group in measured["by_length"].values()) == 24
    assert len(measured["translations"]) == SHOWN


def test_on_a_cpu_core_seconds_are_measured_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DL_DEVICE", "cpu")
    gpu.translator_on_device.cache_clear()
    before = time.process_time()
    config = {"training": gpu.TINY, "sample": True}
    measured = everyday_whole.all_sentences(config, 0)
    assert 0 < measured["core_seconds"] <= time.process_time() - before
    assert set(measured) == {*gpu.everyday_translations(config, 0), "core_seconds"}
