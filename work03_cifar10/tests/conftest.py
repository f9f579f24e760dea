"""A finished run that several tests read."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.loop import train


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a smoke run."""
    config = dataclasses.replace(
        TrainConfig.smoke_test(), runs=tmp_path_factory.mktemp("runs"), precision="fp32"
    )
    return train(config)
