"""Dropout before batch norm: the variance that is remembered is not the one that comes.

In training, dropout adds the noise of its masks to whatever follows, and batch norm remembers that
variance. In evaluation there are no masks and the variance is smaller, but batch norm still divides by
the remembered one: all layers behind it see inputs that they were never trained on. Dropout behind the
last batch norm does no harm, and remembering anew in evaluation mends it. (Li, Chen, Hu & Yang 2018,
"Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift", sections 3
and 4.)
"""

from typing import Literal

import numpy as np
from jaxtyping import Float

from work01_house_prices.layers.initialization import kaiming_normal
from work01_house_prices.layers.layers import (
    BatchNorm,
    Dropout,
    Layer,
    Linear,
    ReLU,
    Sequential,
)

Place = Literal["none", "before", "after"]
"""Where dropout is: nowhere, before the second batch norm, or behind it."""


def variance_ratio(
    x: Float[np.ndarray, "rows in"], weight: Float[np.ndarray, "out in"], probability: float
) -> Float[np.ndarray, " out"]:
    """Return the variance of each output of dropout and a linear layer: in evaluation over in training.

    The variances are those over the rows of `x` (divided by n); in training over the masks too, each
    entry drawn by itself, of `Dropout(probability)`. They are computed, not sampled: the law of total
    variance adds what the masks do to a row, on average over the rows, to what the rows do without
    masks. An output that varies in neither has the ratio 1.
    """
    evaluation = (x @ weight.T).var(axis=0)
    # A factor of 0 or 1 / (1 − p) has variance p / (1 − p), and stands at w x.
    of_masks = probability / (1 - probability) * (x**2).mean(axis=0) @ (weight**2).T
    training = evaluation + of_masks
    return np.divide(evaluation, training, out=np.ones_like(training), where=training > 0)


def build(
    place: Place, inputs: int, hidden: int, classes: int, probability: float, seed: int
) -> Sequential:
    """Return a network of two hidden layers, each with batch norm and ReLU, in float32."""
    rng = np.random.default_rng(seed)

    def linear(fan_in: int, fan_out: int) -> Linear:
        return Linear(kaiming_normal(fan_in, fan_out, rng, np.float32))

    def hidden_layer(fan_in: int) -> list[Layer]:
        return [linear(fan_in, hidden), BatchNorm(hidden, dtype=np.float32), ReLU()]

    dropout: list[Layer] = [Dropout(probability, rng)]
    first, second = hidden_layer(inputs), hidden_layer(hidden)
    return Sequential(
        [
            *first,
            *(dropout if place == "before" else []),
            *second,
            *(dropout if place == "after" else []),
            linear(hidden, classes),
        ]
    )


def inputs_of_batch_norms(
    network: Sequential, x: Float[np.ndarray, "rows in"]
) -> list[tuple[BatchNorm, Float[np.ndarray, "rows d"]]]:
    """Pass x through the network in evaluation mode; return what comes to each batch norm."""
    network.eval()
    inputs = []
    for layer in network.layers:
        if isinstance(layer, BatchNorm):
            inputs.append((layer, x))
        x = layer.forward(x)
    return inputs


def measured_ratio(
    network: Sequential, x: Float[np.ndarray, "rows in"]
) -> Float[np.ndarray, " hidden"]:
    """Return the variance that comes to the last batch norm in evaluation over the remembered one."""
    layer, inputs = inputs_of_batch_norms(network, x)[-1]
    return inputs.var(axis=0) / layer.running_var


def remember_anew(network: Sequential, x: Float[np.ndarray, "rows in"]) -> None:
    """Give each batch norm the statistics of evaluation, first to last: the paper's remedy."""
    for number in range(sum(isinstance(layer, BatchNorm) for layer in network.layers)):
        layer, inputs = inputs_of_batch_norms(network, x)[number]
        layer.running_mean[...] = inputs.mean(axis=0)
        layer.running_var[...] = inputs.var(axis=0)
