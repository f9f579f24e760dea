"""Where optimizers go: their paths on a long valley, past a saddle, and on a noisy bowl.

- The valley is 25 times steeper across than along: what one learning rate does to both is the
  condition number's lesson. Momentum rolls along; dividing by the gradient's size makes both alike.
- At the saddle the gradient is zero, though the minima lie to both sides. Started beside the ridge, plain
  SGD creeps away from it, and who divides by the gradient's size leaves at once.
- On the bowl each gradient has noise, as that of a batch: with a constant learning rate none comes to
  rest, but AdaGrad's steps shrink.

(D2L, sections 12.1 and 12.4 to 12.10.) The module returns data; figures are drawn elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from work01_house_prices.optimization.optimizers import (
    SGD,
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)

Point = Float[np.ndarray, "2"]


@dataclass(frozen=True, eq=False)
class Surface:
    """A loss of two parameters.

    Attributes:
        loss: of points (..., 2).
        gradient: at one point.
        start: where all paths begin.
        noise: standard deviation of what each entry of a gradient is off.
    """

    loss: Callable[[Float[np.ndarray, "*grid 2"]], Float[np.ndarray, "*grid"]]
    gradient: Callable[[Point], Point]
    start: tuple[float, float]
    noise: float = 0.0


CURVATURES = np.array([1.0, 25.0])

SURFACES = {
    "valley": Surface(
        loss=lambda w: (CURVATURES * w**2).sum(axis=-1) / 2,
        gradient=lambda w: CURVATURES * w,
        start=(-4.0, 1.2),
    ),
    "saddle": Surface(
        loss=lambda w: w[..., 0] ** 2 / 2 - w[..., 1] ** 2 / 2 + w[..., 1] ** 4 / 4,
        gradient=lambda w: np.array([w[0], w[1] ** 3 - w[1]]),
        start=(-2.0, 0.01),
    ),
    "noisy bowl": Surface(
        loss=lambda w: (w**2).sum(axis=-1) / 2,
        gradient=lambda w: 1.0 * w,
        start=(-3.0, 2.0),
        noise=1.0,
    ),
}

OPTIMIZERS: dict[str, Callable[[Point], Optimizer]] = {
    "SGD": lambda w: SGD(w, 0.05),
    "momentum": lambda w: Momentum(w, 0.01),
    "Nesterov": lambda w: Nesterov(w, 0.01),
    "AdaGrad": lambda w: AdaGrad(w, 0.5),
    "RMSProp": lambda w: RMSProp(w, 0.05, alpha=0.9),
    "AdaDelta": lambda w: AdaDelta(w, eps=1e-3),
    "Adam": lambda w: Adam(w, 0.1),
    "AdamW": lambda w: AdamW(w, 0.1, weight_decay=0.5),
}
"""All eight, each with a learning rate that suits these surfaces."""


def walk(
    surface: Surface, make: Callable[[Point], Optimizer], steps: int, seed: int = 0
) -> Float[np.ndarray, "steps+1 2"]:
    """Return the path of an optimizer, the start first."""
    rng = np.random.default_rng(seed)
    position = np.array(surface.start)
    optimizer = make(position)
    path = [position.copy()]
    for _ in range(steps):
        optimizer.step(surface.gradient(position) + surface.noise * rng.normal(size=2))
        path.append(position.copy())
    return np.stack(path)
