"""The studies of the controlled corpus, in miniature."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from helpers import TINY_STUDY

from work04_grconv.studies import encoders, parses
from work04_grconv.studies.runs import NAMES


def results(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return content


def test_the_study_of_encoders_trains_each_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(TINY_STUDY, runs=tmp_path / "runs")
    monkeypatch.setattr(encoders, "ENCODERS", config)
    monkeypatch.setattr(parses, "DEFAULT", config)
    monkeypatch.setattr(encoders, "RESULTS", tmp_path)
    monkeypatch.setattr(parses, "RESULTS", tmp_path)
    monkeypatch.setattr(encoders, "LENGTHS", ((1, 15), (16, 60)))
    encoders.encoders([0])
    parses.parses([0])
    assert len(list((tmp_path / "runs").iterdir())) == 3
    names = [row["translator"] for row in results(tmp_path, "encoders")["rows"]]
    assert names == list(NAMES.values())
    (short, _) = results(tmp_path, "encoders_by_length")["rows"]
    assert short["source words"] == "1 to 15"
    hundreds, thousands = results(tmp_path, "parses")["rows"]
    assert 30 < hundreds["by chance %"] < 60
    assert 0 < thousands["by chance %"] < 50
