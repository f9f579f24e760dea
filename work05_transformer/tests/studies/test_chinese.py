"""The Chinese sample trains a model that writes Chinese."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from work05_transformer.studies.chinese import CHINESE, chinese_run, copied_share

PROJECT = Path(__file__).parents[2]


def test_a_share_of_pieces_is_copied() -> None:
    assert copied_share("天地玄黄", "天地玄黄，宇宙洪荒", 2) == 1
    assert copied_share("天地宇宙", "天地玄黄，宇宙洪荒", 2) == pytest.approx(2 / 3)


def test_a_model_of_the_sample_writes_its_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (PROJECT / "samples" / "chinese.txt").read_text(encoding="utf-8")
    (tmp_path / "samples").mkdir()
    (tmp_path / "samples" / "chinese.txt").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    tiny = replace(CHINESE, d_model=16, num_heads=2, num_layers=1, steps=4, rounds=2, warmup=1)
    measured = chinese_run(tiny, seed=0)
    assert measured["sample"].startswith("春")
    assert set(measured["sample"]) <= set(text) | {" "}
    assert 0 <= measured["copied"] <= 1
