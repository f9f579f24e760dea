"""Hypothesis looks for a place or a damage at which a run breaks its promises.

`nox -s soak` does the same for as long as one wants.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from faults import Trial, Undisturbed, start, trials, undergo, undisturbed
from hypothesis import HealthCheck, event, given, settings

from shared.training.testing.stops import check_same_run, only_run
from shared.training.testing.warm import HAS_FORK

pytestmark = pytest.mark.skipif(not HAS_FORK, reason="needs os.fork")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def whole(place: Path) -> Undisturbed:
    return undisturbed(place)


few = settings(
    max_examples=3, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@few
@given(trial=trials(most_processes=1))
def test_a_run_keeps_its_promises_whatever_happens(
    trial: Trial, place: Path, whole: Undisturbed
) -> None:
    event(", ".join(undergo(trial, whole, place)))


@settings(few, max_examples=1)
@given(trial=trials(most_processes=2).filter(lambda trial: trial.processes == 2))
def test_several_processes_keep_them_too(trial: Trial, place: Path, whole: Undisturbed) -> None:
    event(", ".join(undergo(trial, whole, place)))


def test_two_processes_that_were_stopped_end_with_the_same_bits(place: Path) -> None:
    """Each goes on from its own sums of losses and its own generator; the units that drop differ."""
    options = ["--device", "cpu", "--precision", "fp32"]
    whole, stopped = (place / name for name in ("two whole", "two stopped"))
    assert start([*options, "--runs", str(whole)], place, 2).statuses == [0, 0]
    ended = start([*options, "--runs", str(stopped), "--stop-at", "7"], place, 2)
    assert ended.statuses == [143, 143], ended.stderr
    folder = only_run(stopped)
    ended = start(["--resume", str(folder), "--stop-at", "-1"], place, 2)
    assert ended.statuses == [0, 0], ended.stderr
    check_same_run(only_run(whole), folder)
