"""The study of gradients, in miniature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from work04_grconv.studies import gradients


def results(folder: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    return content


def test_gradients_are_measured_for_each_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradients, "RESULTS", tmp_path)
    gradients.gradients([0])
    rows = {row["network"]: row for row in results(tmp_path, "gradients")["rows"]}
    assert rows["RNN, radius 0.9"]["100 steps back"][0] < 1e-3
