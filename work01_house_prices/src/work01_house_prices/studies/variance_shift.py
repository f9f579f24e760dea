"""Dropout before and behind batch norm: the variance shift, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shared.studies import Study, study
from work01_house_prices.layers.layers import Dropout, Linear, Sequential
from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.layers.variance_shift import (
    Place,
    build,
    measured_ratio,
    remember_anew,
    variance_ratio,
)
from work01_house_prices.optimization.optimizers import Adam
from work01_house_prices.studies.digits import digits

VALIDATED = 10_000
"""The last training images of MNIST are for validation."""


def train(network: Sequential, config: Mapping[str, Any], seed: int) -> None:
    """Train on the first rows of MNIST, by hand."""
    images, labels = (array[: config["rows"]] for array in digits("train"))
    images = images.astype(np.float32)
    optimizer = Adam(network.parameters, config["learning_rate"])
    rng = np.random.default_rng(seed)
    network.train()
    for _ in range(config["epochs"]):
        order = rng.permutation(len(images))
        for first in range(0, len(images), config["batch_size"]):
            batch = order[first : first + config["batch_size"]]
            _, grad_logits = softmax_cross_entropy(network.forward(images[batch]), labels[batch])
            network.backward_parameters(grad_logits)
            optimizer.step(network.gradients)


def accuracy(network: Sequential) -> float:
    """Return the accuracy on the validation images."""
    images, labels = (array[-VALIDATED:] for array in digits("train"))
    network.eval()
    decided = network.forward(images.astype(np.float32)).argmax(axis=1)
    return float(np.mean(decided == labels))


def predicted_ratio(network: Sequential, images: Any) -> float:
    """Return the median of `variance_ratio` behind the dropout; 1 where none is before a batch norm."""
    network.eval()
    x = images
    for layer, behind in zip(network.layers, network.layers[1:], strict=False):
        x = layer.forward(x)
        if isinstance(layer, Dropout) and isinstance(behind, Linear):
            if behind is network.layers[-1]:
                break
            ratio = variance_ratio(x, behind.parameters["weight"], layer.probability)
            return float(np.median(ratio))
    return 1.0


def measured(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Train with dropout at one place; measure the shift and the accuracy, also with it mended."""
    network = build(config["place"], 784, config["hidden"], 10, config["probability"], seed)
    train(network, config, seed)
    images = digits("train")[0][: config["rows"]].astype(np.float32)
    result = {
        "ratio": float(np.median(measured_ratio(network, images))),
        "ratio/predicted": predicted_ratio(network, images),
        "valid/accuracy": accuracy(network),
    }
    remember_anew(network, images)
    return {**result, "valid/accuracy/remembered_anew": accuracy(network)}


PLACES: tuple[tuple[str, Place, float], ...] = (
    ("none", "none", 0.0),
    ("before the second batch norm", "before", 0.2),
    ("before the second batch norm", "before", 0.5),
    ("before the second batch norm", "before", 0.8),
    ("behind the last batch norm", "after", 0.5),
)


@study(seeds=(0, 1, 2))
def variance_shift(s: Study) -> None:
    """Place dropout before a batch norm, behind the last one, or nowhere."""
    settings = {"hidden": 128, "rows": 10_000, "epochs": 4, "batch_size": 64, "learning_rate": 1e-3}
    for name, place, probability in PLACES:
        config = {"place": place, "probability": probability, **settings}
        for seed in s.seeds:
            s.measure({"dropout": name, "probability": probability}, measured, config, seed)
