"""Surfaces have the gradients that they say, and each optimizer does there what its paper is about."""

from __future__ import annotations

import numpy as np
import pytest

from work01_house_prices.layers.gradient_check import numerical_gradient, relative_error
from work01_house_prices.optimization.paths import OPTIMIZERS, SURFACES, walk


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_is_the_finite_difference_of_the_loss(name: str) -> None:
    surface, point = SURFACES[name], np.array([0.7, -0.4])
    numerical = numerical_gradient(lambda w: float(surface.loss(w)), point)
    assert relative_error(surface.gradient(point), numerical) < 1e-7


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_down_everywhere(name: str) -> None:
    for surface in SURFACES.values():
        path = walk(surface, OPTIMIZERS[name], 150)
        assert path.shape == (151, 2)
        assert np.array_equal(path[0], surface.start)
        assert surface.loss(path[-1]) < 0.5 * surface.loss(path[0])


def test_dividing_by_the_size_of_the_gradient_leaves_the_saddle_sooner() -> None:
    steps = {
        name: int(np.argmax(np.abs(walk(SURFACES["saddle"], OPTIMIZERS[name], 300)[:, 1]) > 0.5))
        for name in ("SGD", "RMSProp", "Adam")
    }
    assert 0 < steps["RMSProp"] < steps["SGD"] / 3
    assert 0 < steps["Adam"] < steps["SGD"] / 3


def test_on_the_noisy_bowl_only_adagrads_steps_shrink() -> None:
    shrunk = {}
    for name in ("SGD", "RMSProp", "AdaGrad"):
        moves = np.diff(walk(SURFACES["noisy bowl"], OPTIMIZERS[name], 900), axis=0)
        early, late = np.linalg.norm(moves[100:200]), np.linalg.norm(moves[-100:])
        shrunk[name] = late / early
    assert shrunk["AdaGrad"] < 0.6
    assert min(shrunk["SGD"], shrunk["RMSProp"]) > 0.8


def test_a_seed_repeats_the_noise() -> None:
    one, same, other = (
        walk(SURFACES["noisy bowl"], OPTIMIZERS["SGD"], 5, seed) for seed in (0, 0, 1)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
