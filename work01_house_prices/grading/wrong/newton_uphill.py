"""The step goes along the gradient."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:newton"
CAUGHT_BY = "newton"


def newton(problem, start, steps=1):
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + np.linalg.solve(problem.hessian(), problem.gradient(path[-1])))
    return np.stack(path)
