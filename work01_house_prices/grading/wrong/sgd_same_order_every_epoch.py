"""Seeds the generator anew in each epoch: always the same batches."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:stochastic_gradient_descent"
CAUGHT_BY = "stochastic_gradient_descent"


def stochastic_gradient_descent(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = np.random.default_rng(seed).permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            part = type(problem)(
                problem.features[batch], problem.targets[batch], problem.weight_decay
            )
            decayed = learning_rate / (1 + decay * (len(path) - 1))
            path.append(path[-1] - decayed * part.gradient(path[-1]))
    return np.stack(path)
