"""The study of everyday sentences, in miniature."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from helpers import TINY_STUDY

from shared.translation import Splits, controlled_corpus
from work04_grconv.data import corpora
from work04_grconv.studies import everyday


def results(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return content


def test_the_study_of_everyday_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def few(**_: Any) -> Splits:
        splits = controlled_corpus(64, held_out=10)
        return Splits(splits.train, splits.valid, {"test": splits.tests["values"]})

    monkeypatch.setattr(everyday, "fra_eng", few)
    monkeypatch.setattr(corpora, "fra_eng", few)
    monkeypatch.setattr(everyday, "RESULTS", tmp_path)
    config = dataclasses.replace(TINY_STUDY, data="fra-eng", vocabulary=40, runs=tmp_path / "runs")
    monkeypatch.setattr(everyday, "EVERYDAY", config)
    sizes = {name: everyday.VOCABULARIES[name] for name in ("words, all", "words, 1,000")}
    monkeypatch.setattr(everyday, "VOCABULARIES", {**sizes, "few": {"vocabulary": 20}})
    everyday.vocabularies([0])
    (everything, many, few_words) = results(tmp_path, "vocabularies")["rows"]
    assert everything["English"] == many["English"] > few_words["English"]
    everyday.compare("everyday", config, [0])
    rows = results(tmp_path, "everyday")["rows"]
    assert [row["translator"] for row in rows] == [
        "D2L, sequence to sequence", "D2L, attention",
        "ours, RNN encoder", "ours, grConv encoder", "ours, attention",
    ]  # fmt: skip
    unknown = results(tmp_path, "everyday_unknown")["rows"][0]
    assert any(name.startswith("unknown words") for name in unknown)
