"""The figure of word vectors holds every way of the results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from work05_transformer.figures.word_vectors import QUESTIONS, draw_word_vectors

RESULTS = Path(__file__).parents[2] / "results" / "word_vectors.json"


def test_every_way_is_drawn(tmp_path: Path) -> None:
    stored = json.loads(RESULTS.read_text())
    for number, variant in enumerate(stored["variants"]):
        variant["labels"] = {"vectors": f"way {number}"}
        for measured in variant["measurements"]:
            for metrics in QUESTIONS.values():
                measured["metrics"] |= {name: 0.1 * number for name, _ in metrics}
    (tmp_path / "made.json").write_text(json.dumps(stored))
    draw_word_vectors(tmp_path / "made.svg", tmp_path / "made.json")
    drawn = (tmp_path / "made.svg").read_text()
    for variant in stored["variants"]:
        assert variant["labels"]["vectors"] in drawn
    del stored["variants"][0]["measurements"][0]["metrics"]["semantic/accuracy"]
    (tmp_path / "made.json").write_text(json.dumps(stored))
    with pytest.raises(KeyError, match="semantic/accuracy"):
        draw_word_vectors(tmp_path / "made.svg", tmp_path / "made.json")
