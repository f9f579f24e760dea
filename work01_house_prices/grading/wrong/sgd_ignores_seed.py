"""The generator has a seed of its own."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:stochastic_gradient_descent"
CAUGHT_BY = "stochastic_gradient_descent"


def stochastic_gradient_descent(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    rng = np.random.default_rng(0)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / len(batch) + problem.weight_decay * w
            path.append(w - learning_rate / (1 + decay * (len(path) - 1)) * gradient)
    return np.stack(path)
