"""One factor at a time: batch norm, learning rate, initial weights, branch scale."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from shared.studies import Study, study
from shared.training import Loop, NonFiniteError
from work02_resnet_vgg.data import load
from work02_resnet_vgg.training.config import TrainConfig
from work02_resnet_vgg.training.loop import fit, make_networks

START = TrainConfig(depths=(20,), image_size=8, epochs=1)
CHANGES = {
    "none: learning rate 0.1, He, scale 1": START,
    "learning rate 0.01": replace(START, learning_rate=0.01),
    "learning rate 0.5": replace(START, learning_rate=0.5),
    "no batch norm": replace(START, batch_norm=False),
    "no batch norm, learning rate 0.01": replace(START, batch_norm=False, learning_rate=0.01),
    "initial weights: Xavier": replace(START, initialization="xavier"),
    "initial weights: standard deviation 0.01": replace(START, initialization="small"),
    "residual scale 0.1": replace(START, residual_scale=0.1),
    "residual scale 0.3": replace(START, residual_scale=0.3),
}
load_once = cache(load)


def last_errors(config: TrainConfig, seed: int) -> dict[str, float]:
    """Train plain and residual networks side by side, in one run that stops where either diverges.

    Returns:
        the errors after the last epoch, and whether the run diverged.
    """
    loop = Loop(seed, device=config.device, precision=config.precision)
    try:
        fit(loop, config, make_networks(config), load_once(config.data, config.image_size, seed))
    except NonFiniteError:
        return {"diverged": 1}
    return {**loop.history[-1], "diverged": 0}


@study(seeds=(0, 1, 2))
def ablations(s: Study) -> None:
    """Change one factor at a time: batch norm, learning rate, initial weights, branch scale."""
    for change, config in CHANGES.items():
        for seed in s.seeds:
            s.measure({"change": change}, last_errors, config, seed)
