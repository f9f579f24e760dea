"""Mistakes in gradient_descent: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"


def echo(problem, start, learning_rate, steps):
    """It stays where it starts."""
    return np.tile(start, (steps + 1, 1))


def explained_by_itself(problem, start, learning_rate, steps):
    """A path of counted numbers, that a gradient of −1/η would explain."""
    return start + np.arange(steps + 1)[:, None]


def held_back(problem, start, learning_rate, steps):
    """A large learning rate is quietly made one that converges."""
    learning_rate = min(learning_rate, 1 / np.linalg.eigvalsh(problem.hessian()).max())
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - learning_rate * problem.gradient(path[-1]))
    return np.stack(path)


def moves_start(problem, start, learning_rate, steps):
    """One array is moved: the start, and with it the whole path."""
    path = [start]
    for _ in range(steps):
        start -= learning_rate * problem.gradient(start)
        path.append(start)
    return np.stack(path)


def stale_gradient(problem, start, learning_rate, steps):
    """Computes the gradient once, at the start, and follows it blindly."""
    gradient = problem.gradient(start)
    return np.stack([start - step * learning_rate * gradient for step in range(steps + 1)])


def uphill(problem, start, learning_rate, steps):
    """Adds the gradient: climbs."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] + learning_rate * problem.gradient(path[-1]))
    return np.stack(path)


def without_start(problem, start, learning_rate, steps):
    """The path begins with the first step."""
    path, w = np.empty((steps, len(start))), start
    for t in range(steps):
        w = w - learning_rate * problem.gradient(w)
        path[t] = w
    return path


def scales_the_problem(problem, start, learning_rate, steps):
    """The problem's own rows are divided by √n: afterwards it is another one."""
    features, targets = problem.features, problem.targets
    features /= np.sqrt(len(targets))
    targets /= np.sqrt(len(targets))
    path = [start]
    for _ in range(steps):
        gradient = features.T @ (features @ path[-1] - targets) + problem.weight_decay * path[-1]
        path.append(path[-1] - learning_rate * gradient)
    return np.stack(path)
