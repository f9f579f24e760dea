"""Is a loss convex? Look along a line between two points of parameter space.

A convex function lies below the chord between any two of its points (Boyd & Vandenberghe,
"Convex Optimization", section 3.1.1). Least squares do, on every line. A network with a hidden
layer does not: turn the signs of all weights of its tanh units, those that come in and those that
go out, and it computes the same function from another point. Half-way between the two, these
weights are all zero, and what it had learned is gone. (The idea: Goodfellow, Vinyals & Saxe 2015,
"Qualitatively characterizing neural network optimization problems", section 3.)
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.losses import softmax_cross_entropy
from work01_house_prices.networks import xor
from work01_house_prices.regression.linear_regression import LeastSquares


def loss_along_line(
    loss: Callable[[Float[np.ndarray, " n"]], float],
    start: Float[np.ndarray, " n"],
    end: Float[np.ndarray, " n"],
    fractions: Float[np.ndarray, " points"],
) -> Float[np.ndarray, " points"]:
    """Return the loss at start + fraction · (end − start), for each fraction in turn.

    A fraction may lie outside of 0 and 1. `loss` takes one point at a time.
    """
    return np.array([loss(start + fraction * (end - start)) for fraction in fractions])


def is_convex(values: Float[np.ndarray, " points"], tolerance: float = 1e-9) -> bool:
    """Tell whether values at evenly spaced points curve upward everywhere.

    The second differences must not be negative, up to `tolerance` of the largest value.
    """
    return bool(np.all(np.diff(values, n=2) >= -tolerance * np.abs(values).max()))


def least_squares_line(
    fractions: Float[np.ndarray, " points"], seed: int = 0
) -> Float[np.ndarray, " points"]:
    """Return a least-squares loss between two random points of parameter space."""
    rng = np.random.default_rng(seed)
    problem = LeastSquares(rng.normal(size=(50, 8)), rng.normal(size=50))
    return loss_along_line(problem.loss, rng.normal(size=8), rng.normal(size=8), fractions)


def network_line(
    fractions: Float[np.ndarray, " points"], seed: int = 0
) -> Float[np.ndarray, " points"]:
    """Return the loss of XOR's network between its trained weights and their mirror image."""
    network, _ = xor.solve(seed=seed)
    trained = network.parameters.copy()
    hidden, _, output = network.layers
    hidden.parameters["weight"] *= -1
    hidden.parameters["bias"] *= -1
    output.parameters["weight"] *= -1
    mirrored = network.parameters.copy()

    def loss(parameters: Float[np.ndarray, " n"]) -> float:
        network.parameters[...] = parameters
        return softmax_cross_entropy(network.forward(xor.INPUTS), xor.LABELS)[0]

    return loss_along_line(loss, trained, mirrored, fractions)
