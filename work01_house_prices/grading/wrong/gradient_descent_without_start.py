"""The path begins with the first step."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    path, w = np.empty((steps, len(start))), start
    for t in range(steps):
        w = w - learning_rate * problem.gradient(w)
        path[t] = w
    return path
