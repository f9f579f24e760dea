"""Settings: what is given is kept, the others are the model's."""

from __future__ import annotations

from work03_cifar10.training.config import TrainConfig, completed


def test_settings_that_are_given_are_kept_and_others_are_the_models() -> None:
    config = completed(TrainConfig(model="lenet", data="mnist", epochs=3, weight_decay=0.0))
    assert (config.epochs, config.weight_decay) == (3, 0.0)
    assert config.batch_size == 128
    assert config.flip == "none", "a flipped digit is another sign"
    assert completed(TrainConfig()).flip == "alternating"
