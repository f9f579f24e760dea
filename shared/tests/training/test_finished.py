"""Finding a run that was made already."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shared.training import RunConfig, finished_run, read_summary
from shared.training.config import to_json


@dataclass(frozen=True)
class Settings(RunConfig):
    rate: float = 0.1
    widths: tuple[int, ...] = (8, 16)


@dataclass(frozen=True)
class OtherSettings(RunConfig):
    depth: int = 3


def finish(config: RunConfig, name: str, **changes: Any) -> Path:
    """What `Run.finish` leaves, as far as it matters here; a setting that is None is left out."""
    saved = {k: v for k, v in (to_json(config) | changes).items() if v is not None}
    folder = config.runs / name
    folder.mkdir(parents=True)
    content = {"config": saved, "metrics": {"loss": 0.5}}
    (folder / "summary.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(runs=tmp_path)


def test_the_first_run_with_these_settings_is_found(config: Settings) -> None:
    assert finished_run(config) is None
    finish(dataclasses.replace(config, seed=1), "1")
    folder = finish(config, "2")
    finish(config, "3")
    assert finished_run(config) == folder
    assert read_summary(folder)["metrics"] == {"loss": 0.5}


@pytest.mark.parametrize("changed", [{"seed": 1}, {"rate": 0.2}, {"widths": (8,)}])
def test_a_run_with_another_setting_is_not(config: Settings, changed: dict[str, Any]) -> None:
    finish(config, "1")
    assert finished_run(dataclasses.replace(config, **changed)) is None


def test_where_a_run_was_made_does_not_matter(config: Settings, tmp_path: Path) -> None:
    moved = finish(config, "1", resume="somewhere", runs="elsewhere")
    assert finished_run(config) == moved
    assert finished_run(dataclasses.replace(config, runs=tmp_path / "none"), tmp_path) == moved


def test_a_run_that_is_older_than_a_setting_had_its_default(config: Settings) -> None:
    folder = finish(config, "1", rate=None)
    assert finished_run(config) == folder
    assert finished_run(dataclasses.replace(config, rate=0.2)) is None


def test_a_run_of_another_kind_is_not_taken(config: Settings, tmp_path: Path) -> None:
    finish(OtherSettings(runs=tmp_path), "1")
    assert finished_run(config) is None


def test_a_run_that_did_not_finish_is_not_taken(config: Settings) -> None:
    (finish(config, "1") / "summary.json").unlink()
    assert finished_run(config) is None
