"""Mistakes in newton: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:newton"


def knows_the_minimum(problem, start, steps=1):
    """The path jumps to the closed form."""
    minimum = closed_form(problem)
    return np.stack([start] + [minimum] * steps)


def multiplies_by_hessian(problem, start, steps=1):
    """Multiplies by the Hessian where its inverse belongs."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - problem.hessian() @ problem.gradient(path[-1]))
    return np.stack(path)


def two_steps(problem, start, steps=1):
    """One step more than was asked for."""
    path = [start]
    for _ in range(steps + 1):
        path.append(path[-1] - np.linalg.solve(problem.hessian(), problem.gradient(path[-1])))
    return np.stack(path)


def uphill(problem, start, steps=1):
    """The step goes along the gradient."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + np.linalg.solve(problem.hessian(), problem.gradient(path[-1])))
    return np.stack(path)


def zeros(problem, start, steps=1):
    """Nothing but zeros."""
    return np.zeros((steps + 1, len(start)))


def centers_the_problem(problem, start, steps=1):
    """The problem's own targets become the residuals at `start`, from where it goes on."""
    targets = problem.targets
    targets -= problem.features @ start
    moments = problem.features.T @ targets / len(targets) - problem.weight_decay * start
    step = np.linalg.solve(problem.hessian(), moments)
    return np.stack([start] + [start + step] * steps)
