"""`nox -s soak`: what its script refuses before any run is started."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from shared.training.settings.ranges import SettingsError

SCRIPT = Path(__file__).parents[2] / "scripts" / "soak.py"


@pytest.mark.parametrize(
    ("option", "value"),
    [("minutes", 0.0), ("minutes", float("nan")), ("processes", 0), ("first", -1)],
)
def test_options_out_of_range_are_refused_by_name(
    option: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])  # the script puts a folder in front
    soak = runpy.run_path(str(SCRIPT))["soak"]
    with pytest.raises(SettingsError, match=f"^--{option} {value} is out of range"):
        soak(**{"minutes": 1e-9, "draft": True, option: value})
