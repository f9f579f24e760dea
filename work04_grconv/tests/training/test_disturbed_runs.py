"""Stopped and resumed, or shared by several processes: the records are those of an undisturbed run."""

from __future__ import annotations

import dataclasses
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from shared.training import CheckpointError
from shared.training.testing.once import made_once
from shared.training.testing.processes import check_processes
from shared.training.testing.stops import (
    SIGINT,
    Stop,
    check_stops,
    only_run,
    records,
    run_script,
    summary,
)
from work04_grconv.training.language_models import LanguageRunConfig, train

PROJECT = Path(__file__).parents[2]
SCRIPTS = {
    "train.py": ("--smoke", "--encoder", "attention", "--pairs", "150", "--batch-size", "20"),
    "train_language_model.py": (
        *("--smoke", "--steps", "6", "--window", "20", "--characters", "3000"),
        *("--batch-size", "7"),
    ),
}
STOPS = {
    "train.py": Stop(9, SIGINT),
    "train_language_model.py": Stop(4),  # in the middle of a pass: the state must go on
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A run of each script."""

    def make(folder: Path, script: str) -> Path:
        return run(folder, script)

    return {
        script: made_once(tmp_path_factory, f"undisturbed-{script}", partial(make, script=script))
        for script in SCRIPTS
    }


def run(runs: Path, script: str) -> Path:
    done = run_script(PROJECT / script, *SCRIPTS[script], "--runs", str(runs))
    assert done.returncode == 0, done.stderr
    return only_run(runs)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_resumed_run_ends_as_an_undisturbed_one(
    tmp_path: Path, undisturbed: dict[str, Path], script: str
) -> None:
    check_stops(
        PROJECT / script,
        *SCRIPTS[script],
        stops=[STOPS[script]],
        place=tmp_path,
        undisturbed=undisturbed[script],
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_processes_share_the_same_global_batches(
    tmp_path: Path, undisturbed: dict[str, Path], script: str
) -> None:
    """Three: shares of a batch differ in size, and in their tokens; all end with the saved model."""
    done = check_processes(PROJECT / script, *SCRIPTS[script], place=tmp_path, processes=3)
    one, three = undisturbed[script], done.folder
    for here, there in zip(records(one), records(three), strict=True):
        assert there == pytest.approx(here, rel=1e-4)
    assert numbers(three) == pytest.approx(numbers(one), rel=1e-2)


def numbers(folder: Path) -> dict[str, Any]:
    return {k: v for k, v in summary(folder)["metrics"].items() if not isinstance(v, str)}


def test_a_run_is_not_resumed_on_other_data(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("to be or not to be\n" * 100)
    config = dataclasses.replace(
        LanguageRunConfig.smoke_test(), steps=4, text=text, runs=tmp_path / "runs"
    )
    folder = train(config)
    text.write_text("to be or not to eat\n" * 100)
    with pytest.raises(CheckpointError, match="the data are not those with which"):
        train(dataclasses.replace(config, resume=folder, epochs=3))
