"""A large learning rate is quietly made one that converges."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    learning_rate = min(learning_rate, 1 / np.linalg.eigvalsh(problem.hessian()).max())
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * problem.gradient(path[-1]))
    return np.stack(path)
