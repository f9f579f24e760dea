"""Configurations: each is complete, and what the command line changes stays changed."""

from __future__ import annotations

import pytest

from final_ssd.data.splits import load
from final_ssd.training.config import TrainConfig, anchor_levels, retinanet_levels
from shared.training import parse_config, to_json
from shared.training.config import from_json

CONFIGURATIONS = TrainConfig.configurations()


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_configuration_is_named_after_itself_and_read_back_as_it_was(name: str) -> None:
    config = CONFIGURATIONS[name]
    assert config.preset == name
    assert from_json(TrainConfig, to_json(config)) == config


def test_an_option_changes_one_setting_of_a_named_configuration() -> None:
    config = parse_config(TrainConfig, ["--preset", "small", "--epochs", "3"], "")
    small = CONFIGURATIONS["small"]
    assert (config.epochs, config.image_size, config.network) == (3, 300, small.network)
    assert config.strides == (4, 8, 16, 32, 64)


def test_anchors_are_those_that_a_configuration_asks_for() -> None:
    default = CONFIGURATIONS["default"]
    splits, _ = load(TrainConfig.smoke_test().data_settings)
    assert anchor_levels(default, splits) == retinanet_levels((8, 16, 32, 64, 128))
    clustered = anchor_levels(TrainConfig.smoke_test(), splits)
    assert [level.stride for level in clustered] == [4, 8, 16]
    assert all(len(level.shapes) == 3 for level in clustered)
