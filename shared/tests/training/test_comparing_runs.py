"""Two runs that differ in nothing but the clock and the commit are the same."""

from __future__ import annotations

import json
from pathlib import Path

from shared.training.testing.stops import summary


def test_a_commit_between_two_runs_does_not_tell_them_apart(tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    contents = []
    for commit in ("0123", "4567"):
        provenance = {"commit": commit, "date": commit, "packages": {"torch": "2"}}
        content = {"config": {"runs": commit, "epochs": 2}, "provenance": provenance, "seconds": 1}
        path.write_text(json.dumps(content), encoding="utf-8")
        contents.append(summary(tmp_path))
    assert contents[0] == contents[1]
    assert contents[0]["provenance"] == {"packages": {"torch": "2"}}
