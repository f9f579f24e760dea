"""A search is measured on a trained run, which all searches share."""

from __future__ import annotations

from pathlib import Path

import pytest

from work05_transformer.decoding.beam_search import BeamSettings
from work05_transformer.studies.translation import first_errors, search
from work05_transformer.training.config import TranslationConfig

SMOKE = TranslationConfig.smoke_test()


def test_searches_share_a_run_and_mistakes_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    measured = [search({"training": SMOKE, "search": BeamSettings(n)}, seed=1) for n in (1, 2)]
    assert len(list(tmp_path.glob("runs/studies/*/*/summary.json"))) == 1
    assert measured[0]["train/core_seconds"] == measured[1]["train/core_seconds"]
    for part in ("valid", "values", "lengths"):
        assert 0 <= measured[0][f"{part}/exact"] <= 1
    config = {"training": SMOKE, "search": BeamSettings(1), "count": 2, "mapped": "two euros"}
    mistakes = first_errors(config, seed=1)
    assert [error["part"] for error in mistakes["errors"]][:2] == ["valid", "valid"]
    assert mistakes.pictures["attention_map.svg"].startswith(b"<?xml")
