"""What is made once is found by all workers."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from shared.training.testing.once import made_once


def test_several_workers_share_what_one_has_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def make(place: Path) -> Path:
        made.append(place)
        (place / "run").mkdir()
        return place / "run"

    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    for worker in ("popen-gw0", "popen-gw1"):
        factory = SimpleNamespace(getbasetemp=lambda worker=worker: tmp_path / worker)
        assert made_once(factory, "toy", make) == tmp_path / "toy" / "run"
    assert made == [tmp_path / "toy"]


def test_what_fails_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    factory = SimpleNamespace(getbasetemp=lambda: tmp_path)

    def fail(place: Path) -> Path:
        raise RuntimeError(place.name)

    for _ in range(2):
        with pytest.raises(RuntimeError, match="toy"):
            made_once(factory, "toy", fail)
    assert made_once(factory, "toy", lambda place: place) == tmp_path / "toy"


def test_a_pytest_within_a_test_keeps_to_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")  # as it is inherited
    factory = SimpleNamespace(getbasetemp=lambda: tmp_path / "pytest-3")
    (tmp_path / "pytest-3").mkdir()
    assert made_once(factory, "toy", lambda place: place) == tmp_path / "pytest-3" / "toy"
