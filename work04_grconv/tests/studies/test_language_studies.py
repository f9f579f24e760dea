"""What the studies of n-grams, windows and gates measure, on tiny settings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from work04_grconv.studies.gates import gated
from work04_grconv.studies.ngram_space import space
from work04_grconv.studies.sampling import windows
from work04_grconv.training.language_models import LanguageConfig

TINY_MODEL = LanguageConfig(hidden=8, embedding=4, batch_size=4, window=8, epochs=1, steps=3)


def test_space_of_words_and_characters() -> None:
    for unit in ("word", "character"):
        measured = space({"text": "standard-library", "unit": unit, "orders": (1, 2)})
        one, two = measured["orders"].values()
        assert one["possible"] == measured["vocab_size"]
        assert one["distinct"] == measured["vocab_size"]
        assert one["unseen"] == pytest.approx(measured["unknown"])
        assert one["unseen"] <= two["unseen"] < 1
        assert two["shown"] == pytest.approx(two["distinct"] / measured["vocab_size"] ** 2)


@pytest.mark.parametrize("name", ["random", "consecutive"])
def test_windows_are_measured_with_and_without_the_state(name: str) -> None:
    model = replace(TINY_MODEL, sampling=name)  # type: ignore[arg-type]
    measured = windows({"text": "standard-library", "model": model}, 0)
    assert measured["perplexity/carried"] != measured["perplexity/anew"]


def test_gates_are_averaged_and_drawn() -> None:
    config = {"text": "standard-library", "sentence": "def f(x):", "read": 50}
    measured = gated({**config, "model": replace(TINY_MODEL, kind="lstm")}, 0)
    assert 0 < measured["forget/space"] < 1
    assert measured["forget/space"] != measured["forget/letter"]
    assert measured.pictures["gates_lstm.svg"].startswith(b"<?xml")
