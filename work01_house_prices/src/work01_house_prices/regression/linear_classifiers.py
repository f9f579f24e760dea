"""Classes from lines: least squares on one-hot targets, and softmax regression beside them.

Both compute z = x W with a column of W for each class, and choose the class with the largest z. Least
squares draw z toward 1 for the right class and toward 0 for all others: regression with many targets,
which has a closed form. Softmax regression only wants the right z to be larger than the others.
So least squares also punish a point that lies far on the right side; a class between two others then
has the largest z nowhere and is never chosen (masking: Hastie, Tibshirani & Friedman, "The Elements of
Statistical Learning", section 4.2, figure 4.2).
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int

Weights = Float[np.ndarray, "features+1 classes"]
"""The last row holds the intercepts."""

Loss = Callable[
    [Float[np.ndarray, "batch classes"], Int[np.ndarray, " batch"]],
    tuple[float, Float[np.ndarray, "batch classes"]],
]
"""Loss and gradient of outputs z and labels: `squared_error`, or `losses.softmax_cross_entropy`."""


def with_ones(features: Float[np.ndarray, "rows d"]) -> Float[np.ndarray, "rows d+1"]:
    """Append the column of ones that makes an intercept."""
    return np.hstack([features, np.ones((len(features), 1), features.dtype)])


def one_hot(labels: Int[np.ndarray, " rows"], classes: int) -> Float[np.ndarray, "rows classes"]:
    """Return 1 in the column of each row's label, 0 elsewhere."""
    return np.eye(classes)[labels]


def fit_one_hot(
    features: Float[np.ndarray, "rows d"],
    labels: Int[np.ndarray, " rows"],
    classes: int,
    weight_decay: float = 0.0,
) -> Float[np.ndarray, "d+1 classes"]:
    """Return the W of least squares on one-hot targets, in closed form: all targets at once.

    It is the minimum of 1/(2n) ‖X W − Y‖² + λ/2 ‖V‖²: X has the features and a last column of ones, Y
    the one-hot labels, and V is W without its last row, as weight decay spares the intercepts. Where
    columns are dependent and λ = 0, it is the solution of least norm, as `numpy.linalg.lstsq` gives it:
    images have pixels that are always black. A class without a row has weights of 0. No ready
    classifier or ridge regression is used.
    """
    rows, columns = features.shape
    decay_rows = np.sqrt(rows * weight_decay) * np.eye(columns, columns + 1)
    inputs = np.vstack([with_ones(features), decay_rows])
    targets = np.vstack([one_hot(labels, classes), np.zeros((columns, classes))])
    weights: Float[np.ndarray, "d+1 classes"] = np.linalg.lstsq(inputs, targets)[0]
    return weights


def squared_error(
    outputs: Float[np.ndarray, "batch classes"], labels: Int[np.ndarray, " batch"]
) -> tuple[float, Float[np.ndarray, "batch classes"]]:
    """Return L = 1/(2n) ‖Z − Y‖² for the one-hot labels Y, and ∂L/∂Z = (Z − Y) / n."""
    error = outputs - one_hot(labels, outputs.shape[1])
    return float(np.sum(error**2)) / (2 * len(error)), error / len(error)


def fit_by_sgd(
    loss: Loss,
    features: Float[np.ndarray, "rows d"],
    labels: Int[np.ndarray, " rows"],
    classes: int,
    *,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    seed: int,
) -> Float[np.ndarray, "d+1 classes"]:
    """Return the W that stochastic gradient descent reaches from zero; only the loss tells two apart."""
    rng = np.random.default_rng(seed)
    inputs = with_ones(features)
    weights = np.zeros((inputs.shape[1], classes))
    for _ in range(epochs):
        order = rng.permutation(len(inputs))
        for first in range(0, len(inputs), batch_size):
            batch = order[first : first + batch_size]
            _, grad_outputs = loss(inputs[batch] @ weights, labels[batch])
            weights -= learning_rate * inputs[batch].T @ grad_outputs
    return weights


def decide(
    weights: Float[np.ndarray, "d+1 classes"], features: Float[np.ndarray, "rows d"]
) -> Int[np.ndarray, " rows"]:
    """Return the class of the largest output of each row."""
    return np.argmax(features @ weights[:-1] + weights[-1], axis=1)


def three_in_a_row(
    rows: int, rng: np.random.Generator
) -> tuple[Float[np.ndarray, "rows 2"], Int[np.ndarray, " rows"]]:
    """Draw points of three classes whose centers lie on a line: least squares mask the one between."""
    labels = rng.integers(3, size=rows)
    centers = np.array([[-4.0, -4.0], [0.0, 0.0], [4.0, 4.0]])
    return centers[labels] + rng.normal(size=(rows, 2)), labels
