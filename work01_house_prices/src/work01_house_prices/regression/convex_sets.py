"""Convex sets, and Jensen's inequality.

A set is convex if it holds every mixture Σ wᵢ xᵢ of its points (wᵢ ≥ 0, Σ wᵢ = 1). Balls and half-spaces
are, so is whatever several of them have in common; two balls side by side are not. From each point
outside there is one nearest point inside, its projection: clipping a gradient projects it onto a ball.

A function is convex if its value at a mixture is at most the mixture of its values (Jensen 1906):
f(Σ wᵢ xᵢ) ≤ Σ wᵢ f(xᵢ). (Boyd & Vandenberghe, "Convex Optimization", sections 2.1, 3.1.8 and 8.1.)
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float


def mixture(
    points: Float[np.ndarray, "points d"], weights: Float[np.ndarray, " points"]
) -> Float[np.ndarray, " d"]:
    """Return Σ wᵢ xᵢ.

    Raises:
        ValueError: a weight is negative, or they do not sum to 1.
    """
    if weights.min() < 0 or not np.isclose(weights.sum(), 1):
        raise ValueError(f"weights of a mixture are at least 0 and sum to 1, got {weights}")
    return weights @ points


def jensen_gap(
    function: Callable[[Float[np.ndarray, " d"]], float],
    points: Float[np.ndarray, "points d"],
    weights: Float[np.ndarray, " points"],
) -> float:
    """Return Σ wᵢ f(xᵢ) − f(Σ wᵢ xᵢ): at least 0 for a convex function, 0 for a linear one."""
    values = np.array([function(point) for point in points])
    return float(weights @ values - function(mixture(points, weights)))


@dataclass(frozen=True, eq=False)
class Ball:
    """The points at most `radius` away from `center`."""

    center: Float[np.ndarray, " d"]
    radius: float

    def holds(self, point: Float[np.ndarray, " d"], tolerance: float = 1e-9) -> bool:
        """Tell whether a point lies inside, up to `tolerance`."""
        return bool(np.linalg.norm(point - self.center) <= self.radius + tolerance)

    def project(self, point: Float[np.ndarray, " d"]) -> Float[np.ndarray, " d"]:
        """Return the nearest point inside: on the way to the center."""
        distance = float(np.linalg.norm(point - self.center))
        return self.center + (point - self.center) * (self.radius / max(distance, self.radius))


@dataclass(frozen=True, eq=False)
class HalfSpace:
    """The points with normal · x ≤ offset."""

    normal: Float[np.ndarray, " d"]
    offset: float

    def holds(self, point: Float[np.ndarray, " d"], tolerance: float = 1e-9) -> bool:
        """Tell whether a point lies inside, up to `tolerance`."""
        return bool(self.normal @ point <= self.offset + tolerance)

    def project(self, point: Float[np.ndarray, " d"]) -> Float[np.ndarray, " d"]:
        """Return the nearest point inside: straight down onto the border."""
        above = max(float(self.normal @ point) - self.offset, 0.0)
        return point - above / (self.normal @ self.normal) * self.normal
