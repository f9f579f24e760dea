"""Under- and overfitting, shown on polynomials: error on the data fitted, and on fresh data.

The data are a cubic with noise. A line cannot bend to it (both errors large: underfitting). A
polynomial of high degree follows the noise (training error small, validation error large:
overfitting); weight decay tames it. The module returns data; figures are drawn elsewhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.losses import mean_squared_error
from work01_house_prices.regression.linear_regression import (
    LeastSquares,
    closed_form,
    polynomial_features,
)

TRUE_COEFFICIENTS = (0.5, -1.0, -2.0, 4.0)  # of x⁰ … x³
NOISE = 0.3  # standard deviation; no model's validation error can fall below it
TRAIN_ROWS = 20
VALIDATION_ROWS = 200


@dataclass(frozen=True, eq=False)
class ErrorCurve:
    """Root-mean-square errors against one setting; each row is a fresh draw of the data."""

    settings: Float[np.ndarray, " settings"]
    train: Float[np.ndarray, "draws settings"]
    validation: Float[np.ndarray, "draws settings"]


def sample(
    rows: int, rng: np.random.Generator
) -> tuple[Float[np.ndarray, " rows"], Float[np.ndarray, " rows"]]:
    """Draw x uniformly from [−1, 1] and y from the cubic, with normal noise."""
    x = rng.uniform(-1, 1, size=rows)
    cubic = polynomial_features(x, len(TRUE_COEFFICIENTS) - 1) @ np.array(TRUE_COEFFICIENTS)
    return x, cubic + rng.normal(scale=NOISE, size=rows)


def errors_by_degree(
    degrees: Sequence[int] = range(16), draws: int = 100, seed: int = 0
) -> ErrorCurve:
    """Fit polynomials of each degree, without weight decay."""
    errors = _errors([(degree, 0.0) for degree in degrees], draws, seed)
    return ErrorCurve(np.array(degrees, dtype=float), *errors)


def errors_by_weight_decay(
    weight_decays: Sequence[float] = tuple(10.0 ** np.arange(-8, 2)),
    degree: int = 15,
    draws: int = 100,
    seed: int = 0,
) -> ErrorCurve:
    """Fit polynomials of one (too high) degree with each weight decay."""
    errors = _errors([(degree, weight_decay) for weight_decay in weight_decays], draws, seed)
    return ErrorCurve(np.array(weight_decays), *errors)


def _errors(
    models: list[tuple[int, float]], draws: int, seed: int
) -> tuple[Float[np.ndarray, "draws models"], Float[np.ndarray, "draws models"]]:
    """Fit each (degree, weight decay) on each draw; return training and validation errors."""
    rng = np.random.default_rng(seed)
    train, validation = np.empty((2, draws, len(models)))
    for draw in range(draws):
        x_train, y_train = sample(TRAIN_ROWS, rng)
        x_validation, y_validation = sample(VALIDATION_ROWS, rng)
        for j, (degree, weight_decay) in enumerate(models):
            features = polynomial_features(x_train, degree)
            weights = closed_form(LeastSquares(features, y_train, weight_decay))
            train[draw, j] = _rmse(features @ weights, y_train)
            predictions = polynomial_features(x_validation, degree) @ weights
            validation[draw, j] = _rmse(predictions, y_validation)
    return train, validation


def _rmse(prediction: Float[np.ndarray, " rows"], target: Float[np.ndarray, " rows"]) -> float:
    return math.sqrt(mean_squared_error(prediction, target)[0])
