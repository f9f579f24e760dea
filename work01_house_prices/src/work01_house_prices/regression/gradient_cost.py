"""What a step of gradient descent costs, and what it knows.

The gradient of all n rows costs O(n); that of a batch of B rows costs O(B), however many rows there are.
The batch's gradient is right on average and off by a noise that falls with 1/√B: four times the rows
halve it. (D2L, sections 12.4 and 12.5.)
"""

import numpy as np
from jaxtyping import Float

from work01_house_prices.regression.linear_regression import LeastSquares


def draw_problem(rows: int, columns: int, rng: np.random.Generator) -> LeastSquares:
    """Draw normal features, and targets that a line explains up to a noise of 1."""
    features = rng.normal(size=(rows, columns))
    return LeastSquares(features, features.sum(axis=1) + rng.normal(size=rows))


def batch_gradient(
    problem: LeastSquares,
    weights: Float[np.ndarray, " features"],
    batch_size: int,
    rng: np.random.Generator,
) -> Float[np.ndarray, " features"]:
    """Return the gradient of rows that are drawn at random, none of them twice."""
    rows = len(problem.targets)
    # A permutation of all rows would cost O(n) again.
    batch = rng.choice(rows, size=batch_size, replace=False, shuffle=False)
    drawn = LeastSquares(problem.features[batch], problem.targets[batch], problem.weight_decay)
    return drawn.gradient(weights)


def measured_noise(
    problem: LeastSquares,
    weights: Float[np.ndarray, " features"],
    batch_size: int,
    draws: int,
    rng: np.random.Generator,
) -> float:
    """Return √(mean ‖g_B − g‖²) / ‖g‖ over random batches: how far a step is off, relative to its size."""
    exact = problem.gradient(weights)
    off = [batch_gradient(problem, weights, batch_size, rng) - exact for _ in range(draws)]
    return float(np.sqrt(np.mean(np.sum(np.square(off), axis=1))) / np.linalg.norm(exact))


def expected_noise(
    problem: LeastSquares, weights: Float[np.ndarray, " features"], batch_size: int
) -> float:
    """Return the expectation of `measured_noise`.

    The mean of B of n rows, drawn without replacement, has the variance of one row times
    (n − B) / (n − 1) / B (Cochran 1977, "Sampling Techniques", theorem 2.2).
    """
    rows = len(problem.targets)
    residuals = problem.features @ weights - problem.targets
    of_rows = problem.features * residuals[:, None] + problem.weight_decay * weights
    exact = of_rows.mean(axis=0)
    of_one = float(np.mean(np.sum((of_rows - exact) ** 2, axis=1)))
    shrunk = of_one * (rows - batch_size) / (rows - 1) / batch_size
    return float(np.sqrt(shrunk) / np.linalg.norm(exact))
