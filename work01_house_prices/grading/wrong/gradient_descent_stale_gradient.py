"""Computes the gradient once, at the start, and follows it blindly."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"
CAUGHT_BY = "gradient_descent"


def gradient_descent(problem, start, learning_rate, steps):
    gradient = problem.gradient(start)
    return np.stack([start - step * learning_rate * gradient for step in range(steps + 1)])
