"""Stochastic gradient descent, in other forms."""

import dataclasses
import itertools
import math

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:stochastic_gradient_descent"


def sgd_with_own_gradient(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Write the batch's gradient out."""
    rng = np.random.default_rng(seed)
    w, t, path = start, 0, [start]
    for _ in range(epochs):
        order = rng.permutation(len(problem.targets))
        for first in range(0, len(order), batch_size):
            x = problem.features[order[first : first + batch_size]]
            y = problem.targets[order[first : first + batch_size]]
            gradient = x.T @ (x @ w - y) / len(y) + problem.weight_decay * w
            w = w - learning_rate / (1 + decay * t) * gradient
            t += 1
            path.append(w)
    return np.array(path)


def sgd_with_split_orders(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Split each order at the multiples of the batch size."""
    rng = np.random.default_rng(seed)
    n = len(problem.targets)
    path = start[None]
    for _ in range(epochs):
        for batch in np.split(rng.permutation(n), range(batch_size, n, batch_size)):
            part = LeastSquares(
                problem.features[batch], problem.targets[batch], problem.weight_decay
            )
            rate = learning_rate / (1 + decay * (len(path) - 1))
            path = np.vstack([path, path[-1] - rate * part.gradient(path[-1])])
    return path


def sgd_with_all_batches_first(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Draw all orders before the first step."""
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(problem.targets.size) for _ in range(epochs)]
    batches = [
        order[i * batch_size : (i + 1) * batch_size]
        for order in orders
        for i in range(math.ceil(order.size / batch_size))
    ]
    path = np.empty((len(batches) + 1, start.size))
    path[0] = start
    for t, batch in enumerate(batches):
        part = dataclasses.replace(
            problem, features=problem.features[batch], targets=problem.targets[batch]
        )
        path[t + 1] = path[t] - learning_rate / (1 + decay * t) * part.gradient(path[t])
    return path


def sgd_with_shuffled_rows(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Shuffle a range, which is what a permutation is, and reorder the table."""
    rng = np.random.default_rng(seed)
    path, step = [start.copy()], itertools.count()
    for _ in range(epochs):
        order = np.arange(len(problem.targets))
        rng.shuffle(order)
        x, y = problem.features[order], problem.targets[order]
        for i in range(0, len(y), batch_size):
            part = LeastSquares(x[i : i + batch_size], y[i : i + batch_size], problem.weight_decay)
            eta = schedules.inverse_time(next(step), peak=learning_rate, decay=decay)
            path.append(path[-1] - eta * part.gradient(path[-1]))
    return np.stack(path)


def sgd_by_accumulation(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Accumulate over numbered batches."""
    rng = np.random.default_rng(seed)

    def batches():
        for _ in range(epochs):
            order = list(rng.permutation(len(problem.targets)))
            while order:
                yield order[:batch_size]
                del order[:batch_size]

    def move(w, numbered):
        t, rows = numbered
        part = LeastSquares(problem.features[rows], problem.targets[rows], problem.weight_decay)
        return w - learning_rate * part.gradient(w) / (1.0 + decay * t)

    return np.array(list(itertools.accumulate(enumerate(batches()), move, initial=start)))


def sgd_row_by_row(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Collect a batch row by row, and step when it is full or the epoch ends."""
    rng = np.random.default_rng(seed)
    n = len(problem.targets)
    w, path = np.array(start), [np.array(start)]
    for _ in range(epochs):
        total, count = np.zeros_like(w), 0
        for position, row in enumerate(rng.permutation(n)):
            x = problem.features[row]
            total += (x @ w - problem.targets[row]) * x
            count += 1
            if count == batch_size or position == n - 1:
                eta = learning_rate / (1 + decay * (len(path) - 1))
                w = w - eta * (total / count + problem.weight_decay * w)
                path.append(w)
                total, count = np.zeros_like(w), 0
    return np.stack(path)


def sgd_with_masked_rows(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Weight each row by 1 / batch size or 0."""
    rng = np.random.default_rng(seed)
    n = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        position = np.argsort(rng.permutation(n))
        for b in range(-(-n // batch_size)):
            weights = (position // batch_size == b).astype(float)
            weights /= weights.sum()
            errors = weights * (problem.features @ path[-1] - problem.targets)
            gradient = errors @ problem.features + problem.weight_decay * path[-1]
            path.append(path[-1] - gradient * learning_rate / (1 + decay * (len(path) - 1)))
    return np.array(path)


def sgd_by_recursion(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Recur over what is left of the epochs."""
    rng = np.random.default_rng(seed)

    def go(path, left, order):
        if len(order) == 0:
            return path if left == 0 else go(path, left - 1, rng.permutation(len(problem.targets)))
        batch, rest = order[:batch_size], order[batch_size:]
        part = LeastSquares(problem.features[batch], problem.targets[batch], problem.weight_decay)
        rate = learning_rate / (1 + decay * (len(path) - 1))
        return go([*path, path[-1] - rate * part.gradient(path[-1])], left, rest)

    return np.stack(go([start], epochs, []))
