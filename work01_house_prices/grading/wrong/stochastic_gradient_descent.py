"""Mistakes in stochastic_gradient_descent: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:stochastic_gradient_descent"


def counts_from_one(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """The first step has a learning rate that has fallen already."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / len(batch) + problem.weight_decay * w
            path.append(w - learning_rate / (1 + decay * len(path)) * gradient)
    return np.stack(path)


def decay_by_epoch(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Lets the learning rate decay once an epoch instead of once a step."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for epoch in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            part = type(problem)(
                problem.features[batch], problem.targets[batch], problem.weight_decay
            )
            decayed = learning_rate / (1 + decay * epoch)
            path.append(path[-1] - decayed * part.gradient(path[-1]))
    return np.stack(path)


def divides_by_batch_size(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """The last, smaller batch is divided by the size of the others."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / batch_size + problem.weight_decay * w
            path.append(w - learning_rate / (1 + decay * (len(path) - 1)) * gradient)
    return np.stack(path)


def draws_with_replacement(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Rows are drawn with replacement: an epoch visits some twice, others never."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.integers(rows, size=rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / len(batch) + problem.weight_decay * w
            path.append(w - learning_rate / (1 + decay * (len(path) - 1)) * gradient)
    return np.stack(path)


def drops_last_batch(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Leaves out the rows that fill no whole batch."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows - batch_size + 1, batch_size):
            batch = order[first : first + batch_size]
            part = type(problem)(
                problem.features[batch], problem.targets[batch], problem.weight_decay
            )
            decayed = learning_rate / (1 + decay * (len(path) - 1))
            path.append(path[-1] - decayed * part.gradient(path[-1]))
    return np.stack(path)


def ignores_decay(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """The learning rate never falls."""
    rng = np.random.default_rng(seed)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / len(batch) + problem.weight_decay * w
            path.append(w - learning_rate * gradient)
    return np.stack(path)


def ignores_seed(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """The generator has a seed of its own."""
    rng = np.random.default_rng(0)
    rows = len(problem.targets)
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(rows)
        for first in range(0, rows, batch_size):
            batch = order[first : first + batch_size]
            x, y = problem.features[batch], problem.targets[batch]
            w = path[-1]
            gradient = x.T @ (x @ w - y) / len(batch) + problem.weight_decay * w
            path.append(w - learning_rate / (1 + decay * (len(path) - 1)) * gradient)
    return np.stack(path)


def same_order_every_epoch(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Seeds the generator anew in each epoch: always the same batches."""
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


def shuffles_the_problem(problem, start, learning_rate, epochs, batch_size, seed, decay=0.0):
    """Each epoch puts the problem's own rows in the order drawn from the old one: right, but it stays."""
    rng = np.random.default_rng(seed)
    features, targets = problem.features.copy(), problem.targets.copy()
    x, y = problem.features, problem.targets
    path = [start]
    for _ in range(epochs):
        order = rng.permutation(len(targets))
        x[...], y[...] = features[order], targets[order]
        for first in range(0, len(targets), batch_size):
            rows = slice(first, first + batch_size)
            part = type(problem)(x[rows], y[rows], problem.weight_decay)
            rate = learning_rate / (1 + decay * (len(path) - 1))
            path.append(path[-1] - rate * part.gradient(path[-1]))
    return np.stack(path)
