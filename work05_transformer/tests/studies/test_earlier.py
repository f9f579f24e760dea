"""A study goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

from shared.reporting import save_results
from work05_transformer.studies.earlier import measured_before


def test_a_study_goes_on_where_it_stopped(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    assert measured_before(path, {}) == ([], [])
    rows = [{"change": "none", "loss": [1.5, 2.5]}]
    save_results(path, command="…", rows=rows, config={"steps": (1, 2)}, seeds=[0, 3])
    assert measured_before(path, {"steps": (1, 2)}) == (rows, [0, 3])
    assert measured_before(path, {"steps": (1, 3)}) == ([], [])  # of another configuration
