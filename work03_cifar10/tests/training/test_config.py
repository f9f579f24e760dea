"""Settings: each model has its own, other options override them."""

from __future__ import annotations

import pytest

from shared.training import parse_config
from work03_cifar10.models.by_name import MODELS
from work03_cifar10.training.config import TrainConfig


@pytest.mark.parametrize("name", MODELS)
def test_each_model_has_settings_of_its_own(name: str) -> None:
    config = parse_config(TrainConfig, ["--model", name, "--epochs", "3"], "")
    assert (config.model, config.epochs) == (name, 3)
    own = TrainConfig.configurations()[name]
    assert (config.optimizer, config.learning_rate) == (own.optimizer, own.learning_rate)


def test_without_options_it_is_the_fast_net() -> None:
    config = parse_config(TrainConfig, [], "")
    assert config == TrainConfig() == TrainConfig.configurations()["fast"]
    assert (config.optimizer, config.flip, config.tta) == ("sgd", "alternating", True)
