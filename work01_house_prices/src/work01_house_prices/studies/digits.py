"""MNIST by lines: least squares on one-hot targets beside softmax regression."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from sklearn.metrics import recall_score

from shared.data.images.labeled import MNIST_CLASSES, Split, load_mnist
from shared.studies import Study, study
from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.regression.linear_classifiers import (
    Loss,
    decide,
    fit_by_sgd,
    fit_one_hot,
    squared_error,
)

CLOSED_FORM = "least squares, closed form"
BY_SGD: dict[str, tuple[Loss, float]] = {
    "least squares, SGD": (squared_error, 0.01),
    "softmax, SGD": (softmax_cross_entropy, 0.1),
}
"""Loss and learning rate: a larger one diverges with least squares."""


@functools.cache
def digits(split: Split) -> tuple[Float[np.ndarray, "rows 784"], Int[np.ndarray, " rows"]]:
    """Return the images as rows of numbers from 0 to 1, and their labels."""
    data = load_mnist(split)
    return data.images.reshape(len(data), -1) / 255.0, data.labels.astype(np.int64)


def decisions(config: Mapping[str, Any], seed: int) -> Int[np.ndarray, " test"]:
    """Fit a classifier to the training images; return what it takes each test image for."""
    images, labels = digits("train")
    if config["classifier"] == CLOSED_FORM:
        weights = fit_one_hot(images, labels, len(MNIST_CLASSES))
    else:
        loss, _ = BY_SGD[config["classifier"]]
        settings = {name: config[name] for name in ("learning_rate", "epochs", "batch_size")}
        weights = fit_by_sgd(loss, images, labels, len(MNIST_CLASSES), seed=seed, **settings)
    return decide(weights, digits("test")[0])


def measured(config: Mapping[str, Any], seed: int = 0) -> dict[str, Any]:
    """Measure the accuracy on the test images, in all and of each digit."""
    decided, labels = decisions(config, seed), digits("test")[1]
    numbers = range(len(MNIST_CLASSES))
    recalls = recall_score(labels, decided, labels=numbers, average=None, zero_division=0)
    return {
        "test/accuracy": float(np.mean(decided == labels)),
        "digits": {
            name: {"test/recall": float(recall)}
            for name, recall in zip(MNIST_CLASSES, recalls, strict=True)
        },
    }


def disagreement(config: Mapping[str, Any], seed: int) -> dict[str, float]:
    """Measure on how many test images two classifiers differ, and how often each is right there."""
    one, other = (decisions(config[name], seed) for name in ("one", "other"))
    differ, labels = one != other, digits("test")[1]
    return {
        "test/differ": float(np.mean(differ)),
        "test/one_right": float(np.mean((one == labels)[differ])),
        "test/other_right": float(np.mean((other == labels)[differ])),
    }


def settings_of(classifier: str) -> dict[str, Any]:
    """Return the complete configuration of a classifier."""
    if classifier == CLOSED_FORM:
        return {"classifier": classifier}
    _, learning_rate = BY_SGD[classifier]
    return {
        "classifier": classifier, "learning_rate": learning_rate, "epochs": 10, "batch_size": 64,
    }  # fmt: skip


@study(seeds=(0, 1, 2))
def linear_classifiers(s: Study) -> None:
    """Read MNIST with lines: least squares in closed form and by SGD, softmax by SGD."""
    s.measure({"classifier": CLOSED_FORM}, measured, settings_of(CLOSED_FORM))
    for name in BY_SGD:
        for seed in s.seeds:
            s.measure({"classifier": name}, measured, settings_of(name), seed)


@study(seeds=(0,))
def decisions_that_differ(s: Study) -> None:
    """Compare least squares and softmax regression where they take an image for another digit."""
    config = {"one": settings_of(CLOSED_FORM), "other": settings_of("softmax, SGD")}
    for seed in s.seeds:
        s.measure("least squares and softmax", disagreement, config, seed)
