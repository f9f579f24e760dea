"""`python diagnose.py` on a smoke run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from final_ssd.commands.diagnose import diagnose
from final_ssd.training import diagnosis
from shared.errors import UserError


def test_a_run_is_diagnosed_without_its_weights(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnosis, "FREE_STEPS", 40)
    stopped = tmp_path / "stopped"
    stopped.mkdir()
    for name in ("config.json", "detector.json"):
        (stopped / name).write_bytes((run / name).read_bytes())
    diagnose(stopped, images=3, steps=2)
    printed = capsys.readouterr().out
    assert f"the run in {stopped}: 3 of its training images" in printed
    assert "look at " in printed
    rows = [line for line in printed.splitlines() if re.search(r"│ +\d+\.\d{3} │", line)]
    assert len(rows) > 5
    assert all(re.search("│ (right|look)", row) for row in rows), "each step has its verdict"
    with Image.open(stopped / "diagnosis.png") as picture:
        assert picture.width > 300


@pytest.mark.parametrize(("images", "steps", "name"), [(0, 5, "--images"), (4, 0, "--steps")])
def test_settings_out_of_range_are_refused_by_name(
    run: Path, images: int, steps: int, name: str
) -> None:
    with pytest.raises(UserError, match=f"{name} 0 is out of range"):
        diagnose(run, images=images, steps=steps)
