"""A finished run that several tests read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from shared.training.testing.examples import without_deadlines
from shared.training.testing.once import made_once
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train

without_deadlines()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run."""
    smoke = dataclasses.replace(TrainConfig.smoke_test(), precision="fp32")
    return made_once(
        tmp_path_factory, "smoke", lambda runs: train(dataclasses.replace(smoke, runs=runs))
    )
