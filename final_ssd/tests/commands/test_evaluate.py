"""`python evaluate.py` on a smoke run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from voc_folder import write_voc

from final_ssd.commands.evaluate import evaluate
from final_ssd.models.tta import Views
from shared.errors import UserError

CAT = [("cat", (5, 3, 24, 32), 0)]


def copied(run: Path, folder: Path, prefix: str = "") -> Path:
    """The saved detector of a run alone, its classes renamed."""
    folder.mkdir(parents=True)
    for name in ("detector.json", "model.safetensors"):
        shutil.copy(run / name, folder / name)
    description = json.loads((folder / "detector.json").read_text(encoding="utf-8"))
    description["classes"] = [f"{prefix}{name}" for name in description["classes"]]
    (folder / "detector.json").write_text(json.dumps(description), encoding="utf-8")
    return folder


@pytest.mark.parametrize("tta", [1, 2])
def test_a_run_is_evaluated_on_its_own_data(
    run: Path, tta: Views, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(run, split="valid", tta=tta)
    printed = capsys.readouterr().out
    for part in ("24 images of valid", "AP50", "VOC, 11 points", "localization", "missed"):
        assert part in printed
    # There are no large objects in an image of 64 pixels a side: COCO's -1 is no figure.
    assert "-1.0000" not in printed
    assert "–: no such boxes" in printed


def test_the_metric_of_the_summary_is_that_of_the_saved_model(
    run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate(run)
    reached = json.loads((run / "summary.json").read_text())["metrics"]["test/mAP50"]
    assert f"{reached:.4f}" in capsys.readouterr().out


def test_a_run_is_not_evaluated_on_other_classes(run: Path, tmp_path: Path) -> None:
    other = copied(run, tmp_path / "other", "letter ")
    with pytest.raises(UserError, match="evaluate it on data of the classes it was trained on"):
        evaluate(other, data="sample")
    with pytest.raises(UserError, match=r"has? no config\.json"):
        evaluate(other)


def test_the_newest_run_that_fits_is_evaluated(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(run, tmp_path / "runs/fits")
    copied(run, tmp_path / "runs/newer", "letter ")
    (copied(run, tmp_path / "runs/damaged") / "detector.json").write_text("{")
    evaluate(data="sample", split="valid")
    assert "the run in runs/fits" in capsys.readouterr().out
    with pytest.raises(UserError, match="none of the 3 finished runs"):
        evaluate(
            data="voc", folder=write_voc(tmp_path / "voc", dict.fromkeys("abc", CAT), lists={})
        )


def test_a_folder_needs_its_kind(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="--folder needs --data"):
        evaluate(folder=tmp_path)
    with pytest.raises(UserError, match="--folder needs --data"):
        evaluate(data="bccd", folder=tmp_path)
