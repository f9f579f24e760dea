"""Settings: each model has its own, other options override them, none is out of its range."""

from __future__ import annotations

from typing import Any

import pytest

from shared.training import RunConfig, parse_config
from shared.training.settings.ranges import SettingsError
from work03_cifar10.models.by_name import MODELS
from work03_cifar10.training.config import TrainConfig, capped_batch
from work03_cifar10.training.fine_tuning import FineTuneConfig


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


@pytest.mark.parametrize(
    ("config", "settings"),
    [
        *((TrainConfig, {"image_size": value}) for value in (0, -1, 7, 10**6)),
        *((TrainConfig, {"widths": value}) for value in ((0, 8, 8), (8, 8), (8, 8, 8, 8), ())),
        *((TrainConfig, {"held_out": value}) for value in (-0.1, float("nan"), 1.5)),
        *((TrainConfig, {"batch_size": value}) for value in (-3, -1)),
        *((TrainConfig, {"learning_rate": value}) for value in (0, -1, float("inf"))),
        *((TrainConfig, {"label_smoothing": value}) for value in (-0.1, 1, 2)),
        *((TrainConfig, {"color": value}) for value in (-0.1, 2)),
        *((TrainConfig, {"crop": value}) for value in (0, -0.5, 1.5)),
        *((TrainConfig, {"rotate": value}) for value in (-1, 181)),
        *((TrainConfig, {"scale": value}) for value in (-0.1, 1)),
        *((TrainConfig, {"hue": value}) for value in (-0.1, 0.6)),
        *((TrainConfig, {"magnitude": value}) for value in (-1, 31)),
        *(
            (TrainConfig, {name: -1})
            for name in ("rand_augment", "translate", "cutout", "mixup", "weight_decay")
        ),
        *((TrainConfig, {name: 0}) for name in ("epochs", "batch_size")),
        (TrainConfig, {"mixup": 1e-300}),
        (TrainConfig, {"model": "lenet", "widths": (8, 8, 8)}),
        *((FineTuneConfig, {"image_size": value}) for value in (0, 31, 10**6)),
        *((FineTuneConfig, {"held_out": value}) for value in (-1, 2.5)),
        *((FineTuneConfig, {name: 0}) for name in ("epochs", "batch_size", "head_learning_rate")),
        *((FineTuneConfig, {name: -1}) for name in ("images", "weight_decay")),
        (FineTuneConfig, {"backbone_learning_rate": -1.0}),
    ],
)
def test_a_setting_out_of_its_range_is_refused_by_name(
    config: type[RunConfig], settings: dict[str, Any]
) -> None:
    name = [*settings][-1].replace("_", "-")
    with pytest.raises(SettingsError, match=f"--{name}"):
        config(**settings)


def test_a_batch_is_no_larger_than_the_data() -> None:
    assert capped_batch(50, 50) == (50, [])
    size, (note,) = capped_batch(50, 26)
    assert size == 26
    assert "--batch-size 50" in note
