"""Vanishing and exploding gradients: how large the gradient is in each layer of a deep network.

Back-propagation multiplies by each layer's Jacobian. Factors below 1 (the sigmoid's derivative is
at most ¼) make the gradient vanish toward the input, factors above 1 make it explode (Bengio,
Simard & Frasconi 1994, "Learning long-term dependencies with gradient descent is difficult"; Glorot
& Bengio 2010, section 4.2). Kaiming's initialization holds the factor near 1. The module returns
data; figures are drawn elsewhere.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.initialization import kaiming_normal, xavier_normal
from work01_house_prices.layers.layers import Layer, Linear, ReLU, Sequential, Sigmoid

Initialization = Callable[[int, int, np.random.Generator], Float[np.ndarray, "out in"]]


def gradient_norms(
    depth: int,
    activation: Callable[[], Layer],
    initialization: Initialization,
    width: int = 64,
    batch: int = 128,
    seed: int = 0,
) -> Float[np.ndarray, " depth"]:
    """Return the root mean square of ∂L/∂z for the output z of each of `depth` linear layers.

    First layer first, before any training. Input and ∂L/∂output are standard normal, so that a
    value of 1 says that the gradient has come through at its own size.
    """
    rng = np.random.default_rng(seed)
    layers: list[Layer] = []
    for _ in range(depth):
        layers += [Linear(initialization(width, width, rng)), activation()]
    Sequential(layers).forward(rng.normal(size=(batch, width)))
    gradient = rng.normal(size=(batch, width))
    norms = []
    for layer in reversed(layers):
        if isinstance(layer, Linear):
            norms.append(np.sqrt(np.mean(gradient**2)))
        gradient = layer.backward(gradient)
    return np.array(norms[::-1])


def study(depth: int = 20, seed: int = 0) -> dict[str, Float[np.ndarray, " depth"]]:
    """Return the gradient norms by layer of three networks: vanishing, exploding and healthy."""

    def twice_kaiming(
        fan_in: int, fan_out: int, rng: np.random.Generator
    ) -> Float[np.ndarray, "out in"]:
        return 2 * kaiming_normal(fan_in, fan_out, rng)

    return {
        "sigmoid, Xavier": gradient_norms(depth, Sigmoid, xavier_normal, seed=seed),
        "ReLU, twice Kaiming": gradient_norms(depth, ReLU, twice_kaiming, seed=seed),
        "ReLU, Kaiming": gradient_norms(depth, ReLU, kaiming_normal, seed=seed),
    }
