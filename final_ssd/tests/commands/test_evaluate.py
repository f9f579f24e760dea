"""`python evaluate.py` on a smoke run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from final_ssd.commands.evaluate import evaluate
from final_ssd.models.tta import Views
from shared.errors import UserError


@pytest.mark.parametrize("tta", [1, 2])
def test_a_run_is_evaluated(run: Path, tta: Views, capsys: pytest.CaptureFixture[str]) -> None:
    evaluate(run, split="valid", tta=tta)
    printed = capsys.readouterr().out
    for part in ("AP50", "VOC, 11 points", "localization", "missed"):
        assert part in printed


def test_a_run_is_not_evaluated_on_other_classes(run: Path, tmp_path: Path) -> None:
    for name in ("detector.json", "model.safetensors"):
        shutil.copy(run / name, tmp_path / name)
    description = json.loads((tmp_path / "detector.json").read_text(encoding="utf-8"))
    description["classes"] = [f"letter {name}" for name in description["classes"]]
    (tmp_path / "detector.json").write_text(json.dumps(description), encoding="utf-8")
    with pytest.raises(UserError, match="evaluate it on the data it was trained on"):
        evaluate(tmp_path)
