"""The other studies: what they ask for, and what one measures."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest

from final_ssd import studies
from final_ssd.studies.blood_cells import (
    blood_cells,
    blood_cells_chosen,
    blood_cells_r50,
    blood_cells_shown,
    reached_by_views,
    shown,
)
from final_ssd.studies.diagnosis import diagnosis
from final_ssd.studies.scenes import default, errors, kinds_of_errors, reached
from final_ssd.training.config import TrainConfig
from shared.studies import Study

STUDIES = (
    default, errors, blood_cells, blood_cells_shown, blood_cells_chosen, blood_cells_r50,
    diagnosis,
)  # fmt: skip
TINY = dataclasses.replace(TrainConfig.smoke_test(), scenes=8, batch_size=4, epochs=1)


def test_the_package_names_each_of_its_modules() -> None:
    names = {path.stem for path in Path(studies.__path__[0]).glob("*.py")} - {"__init__"}
    assert names <= set(re.findall(r"\w+", studies.__doc__ or ""))


def test_each_study_asks_for_every_variant_with_every_seed() -> None:
    def wanted(definition: Any) -> int:
        study = Study((0, 1), lambda study, labels: [])
        definition.function(study)
        assert len({(str(one.labels), one.seed) for one in study.wanted}) == len(study.wanted)
        return len(study.wanted)

    assert [wanted(one) for one in STUDIES] == [2, 2, 6, 2, 2, 2, 10]


def test_a_run_is_measured_and_trained_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    measured = reached(TINY, 0)
    assert {"test/mAP", "test/mAP50", "train/core_seconds", "smallest anchor"} <= set(measured)
    assert [epoch["epoch"] for epoch in measured["epochs"]] == [1]
    errors_of_it = kinds_of_errors(TINY, 0)
    assert errors_of_it["objects"] > 0
    assert set(errors_of_it["kinds"]) > {"class", "localization", "missed"}
    views = reached_by_views(TINY, 0)["views"]
    assert {key: set(found) for key, found in views.items()} == {
        key: {"valid/mAP", "valid/mAP50", "test/mAP", "test/mAP50"} for key in ("1", "4")
    }
    drawn = shown(TINY, 0)
    assert drawn.keys() == {"valid/mAP", "valid/mAP50", "train/core_seconds"}
    assert drawn.pictures["blood_cells_shown.png"].startswith(b"\x89PNG")
    assert len(list((tmp_path / "runs" / "studies").glob("*/*/summary.json"))) == 1
