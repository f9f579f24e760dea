"""Gradient descent, in other forms."""

import functools
import itertools

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:gradient_descent"


def descent_into_an_array(problem, start, learning_rate, steps):
    """Fill an array that is there from the beginning."""
    path = np.empty((steps + 1, start.size))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - learning_rate * problem.gradient(path[t])
    return path


def descent_by_accumulation(problem, start, learning_rate, steps):
    """Accumulate over nothing but the number of steps."""
    moves = itertools.accumulate(
        range(steps), lambda w, _: w - learning_rate * problem.gradient(w), initial=start
    )
    return np.array(list(moves))


def descent_by_recursion(problem, start, learning_rate, steps):
    """Descend from the second point."""
    if steps == 0:
        return start[np.newaxis]
    second = start - learning_rate * problem.gradient(start)
    return np.vstack([start, descent_by_recursion(problem, second, learning_rate, steps - 1)])


def descent_as_an_affine_map(problem, start, learning_rate, steps):
    """Apply w → A w + c, with A and c made of the formula."""
    n, d = problem.features.shape
    hessian = problem.features.T @ problem.features / n + problem.weight_decay * np.eye(d)
    matrix = np.eye(d) - learning_rate * hessian
    shift = learning_rate * problem.features.T @ problem.targets / n
    path = [np.array(start)]
    for _ in range(steps):
        path.append(matrix @ path[-1] + shift)
    return np.asarray(path)


def descent_in_eigenvectors(problem, start, learning_rate, steps):
    """Shrink each of the Hessian's directions by its own power."""
    values, vectors = np.linalg.eigh(problem.hessian())
    n = len(problem.targets)
    minimum = np.linalg.solve(problem.hessian(), problem.features.T @ problem.targets / n)
    along = vectors.T @ (start - minimum)
    powers = (1 - learning_rate * values) ** np.arange(steps + 1)[:, None]
    return minimum + (powers * along) @ vectors.T


def descent_with_a_generator(problem, start, learning_rate, steps):
    """Yield the points."""

    def points():
        w = start.copy()
        yield w.copy()
        for _ in range(steps):
            w -= learning_rate * problem.gradient(w)
            yield w.copy()

    return np.stack(list(points()))


def descent_by_growing(problem, start, learning_rate, steps):
    """Append a row while there are too few."""
    path = start.reshape(1, -1)
    while len(path) <= steps:
        here = path[-1]
        path = np.append(path, [here - learning_rate * problem.gradient(here)], axis=0)
    return path


def descent_by_reduction(problem, start, learning_rate, steps):
    """Reduce over the steps, with the list as the state."""

    def extend(points, _):
        return [*points, points[-1] + -learning_rate * problem.gradient(points[-1])]

    return np.array(functools.reduce(extend, range(steps), [start]))


def descent_by_summed_moves(problem, start, learning_rate, steps):
    """Keep the moves, and sum them up in the end."""
    rows = np.zeros((steps + 1, len(start)))
    rows[0] = start
    w = np.array(start, dtype=float)
    for t in range(1, steps + 1):
        rows[t] = -learning_rate * problem.gradient(w)
        w = w + rows[t]
    return rows.cumsum(axis=0)
