"""The multilayer perceptron, first of three times: in NumPy, back-propagation by hand.

`tensor_network` and `nn_network` are the same network with less and less written out. All three
start from the same `Weights` and stay together, step for step.
"""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.initialization import kaiming_uniform
from work01_house_prices.layers.layers import Layer, Linear, ReLU, Sequential
from work01_house_prices.layers.losses import mean_squared_error
from work01_house_prices.optimization.optimizers import Adam, Optimizer

Weights = dict[str, Float[np.ndarray, "..."]]
"""Arrays under the names that torch's `nn.Sequential` of Linear, ReLU, …, Linear gives them:
"0.weight", "0.bias", "2.weight", … in the order of the layers."""


def initial_weights(
    widths: Sequence[int], rng: np.random.Generator | int, dtype: type = np.float64
) -> Weights:
    """Draw weights for widths (in, hidden, …, out) by Kaiming's uniform rule; biases are zero."""
    rng = np.random.default_rng(rng)
    weights: Weights = {}
    for i in range(len(widths) - 1):
        weights[f"{2 * i}.weight"] = kaiming_uniform(widths[i], widths[i + 1], rng, dtype)
        weights[f"{2 * i}.bias"] = np.zeros(widths[i + 1], dtype)
    return weights


def build(weights: Weights) -> Sequential:
    """Return the network Linear, ReLU, …, Linear with a copy of these weights, in their dtype."""
    layers: list[Layer] = []
    for i in range(0, len(weights), 2):
        if i > 0:
            layers.append(ReLU())
        layers.append(Linear(weights[f"{i}.weight"], weights[f"{i}.bias"]))
    return Sequential(layers)


def weights_of(network: Sequential) -> Weights:
    """Return a copy of the network's weights, the inverse of `build`."""
    return {
        f"{i}.{name}": array.copy()
        for i, layer in enumerate(network.layers)
        for name, array in layer.parameters.items()
    }


def train_step(
    network: Sequential,
    optimizer: Optimizer,
    features: Float[np.ndarray, "batch in"],
    targets: Float[np.ndarray, "batch out"],
) -> float:
    """Make one step on the mean squared error; return the loss before it."""
    predictions = network.forward(features)
    loss, grad_predictions = mean_squared_error(predictions, targets)
    network.backward_parameters(grad_predictions)
    optimizer.step(network.gradients)
    return loss


def train(
    weights: Weights,
    features: Float[np.ndarray, "rows in"],
    targets: Float[np.ndarray, "rows out"],
    learning_rate: float,
    steps: int,
) -> tuple[Weights, list[float]]:
    """Make steps of Adam on all rows; return the new weights and the loss before each step."""
    network = build(weights)
    optimizer = Adam(network.parameters, learning_rate)
    losses = [train_step(network, optimizer, features, targets) for _ in range(steps)]
    return weights_of(network), losses
