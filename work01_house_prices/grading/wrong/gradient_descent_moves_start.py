"""One array is moved: the start, and with it the whole path."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    path = [start]
    for _ in range(steps):
        start -= learning_rate * problem.gradient(start)
        path.append(start)
    return np.stack(path)
