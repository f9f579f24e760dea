"""One epoch of the NumPy network against torch and scikit-learn: same weights, same batches.

    python benchmarks/numpy_network.py [--hidden 256] [--rounds 60]

Data of the size of one fold's training set after preprocessing, in float32, on one thread. Adam
with torch's defaults, batches of 64 rows in a fixed order. Before anything is timed, the
predictions after one epoch must agree.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from sklearn.neural_network import MLPRegressor
from threadpoolctl import threadpool_limits
from torch import nn

from shared.benchmark import compare
from shared.commands import run
from work01_house_prices.networks import nn_network, numpy_network
from work01_house_prices.networks.numpy_network import Weights
from work01_house_prices.optimization.optimizers import Adam

RESULTS = Path(__file__).parents[1] / "results" / "benchmark_numpy_network.json"
ROWS, FEATURES, HIDDEN, BATCH = 1168, 330, 256, 64
LEARNING_RATE = 1e-3

Features = Float[np.ndarray, "rows features"]
Targets = Float[np.ndarray, "rows 1"]
Epoch = Callable[[], Float[np.ndarray, "rows 1"]]


def numpy_epoch(weights: Weights, x: Features, y: Targets) -> Epoch:
    """Return an epoch of the network of this assignment."""
    network = numpy_network.build(weights)
    optimizer = Adam(network.parameters, LEARNING_RATE)

    def epoch() -> Targets:
        for start in range(0, ROWS, BATCH):
            batch = slice(start, start + BATCH)
            numpy_network.train_step(network, optimizer, x[batch], y[batch])
        return network.forward(x)

    return epoch


def torch_epoch(weights: Weights, x: Features, y: Targets, fused: bool) -> Epoch:
    """Return one of the same network in torch, eager; its Adam as it comes, or fused."""
    network = nn_network.build(weights)
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, fused=fused)
    loss_function = nn.MSELoss()
    features, targets = torch.from_numpy(x), torch.from_numpy(y)

    def epoch() -> Targets:
        for start in range(0, ROWS, BATCH):
            batch = slice(start, start + BATCH)
            optimizer.zero_grad()
            loss = loss_function(network(features[batch]), targets[batch])
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            predictions: Targets = network(features).numpy()
        return predictions

    return epoch


def sklearn_epoch(weights: Weights, x: Features, y: Targets) -> Epoch:
    """Return one of scikit-learn's MLPRegressor: a `partial_fit` over all rows."""
    model = MLPRegressor(
        hidden_layer_sizes=(len(weights["0.bias"]),),
        alpha=0.0,
        batch_size=BATCH,
        learning_rate_init=LEARNING_RATE,
        shuffle=False,
    )
    target = y[:, 0]
    # The first call allocates weights and moments: put the given weights in, and Adam back to 0.
    model.partial_fit(x, target)
    for i, parameter in enumerate(model.coefs_):
        parameter[...] = weights[f"{2 * i}.weight"].T  # scikit-learn keeps (in, out)
    for i, parameter in enumerate(model.intercepts_):
        parameter[...] = weights[f"{2 * i}.bias"]
    optimizer = model._optimizer
    optimizer.t = 0
    for moment in (*optimizer.ms, *optimizer.vs):
        moment[...] = 0

    def epoch() -> Targets:
        model.partial_fit(x, target)
        predictions: Targets = model.predict(x)[:, None]
        return predictions

    return epoch


def agree(predictions: dict[str, object]) -> None:
    """Demand equal predictions, up to float32's rounding, which Adam enlarges where g is small."""
    expected = predictions["NumPy"]
    for name, actual in predictions.items():
        np.testing.assert_allclose(actual, expected, rtol=1e-2, atol=1e-3, err_msg=name)


def main(hidden: int = HIDDEN, rounds: int = 60) -> None:
    """Measure, print, and save the results of the default width.

    Args:
        hidden: width of the hidden layer.
        rounds: epochs timed.
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, FEATURES)).astype(np.float32)
    y = (x[:, :5].sum(axis=1, keepdims=True) + rng.normal(size=(ROWS, 1))).astype(np.float32)
    weights = numpy_network.initial_weights((FEATURES, hidden, 1), rng, np.float32)
    with threadpool_limits(limits=1):
        comparison = compare(
            {
                "NumPy": numpy_epoch(weights, x, y),
                "torch": torch_epoch(weights, x, y, fused=False),
                "torch, fused Adam": torch_epoch(weights, x, y, fused=True),
                "scikit-learn": sklearn_epoch(weights, x, y),
            },
            baseline="NumPy",
            agree=agree,
            rounds=rounds,
        )
    comparison.show()
    if hidden == HIDDEN:
        comparison.save(
            RESULTS,
            about="One epoch of the NumPy network against the same network elsewhere.",
            command="python benchmarks/numpy_network.py",
        )


if __name__ == "__main__":
    run(main)
