"""What the studies of trained networks measure and draw, on scikit-learn's digits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shared.studies import Measured
from work03_cifar10.studies import inspection


def test_maps_are_drawn_of_the_first_seed_and_measured_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(inspection, "CLASSES", ("3", "8"))
    config = replace(inspection.LENET, data="sample", held_out=200, epochs=1, flip="none")
    first, second = (inspection.activations_of(config, seed) for seed in (0, 1))
    assert isinstance(first, Measured)
    assert b"<svg" in first.pictures["activations.svg"]
    assert not isinstance(second, Measured)
    assert set(second) == set(first)
