"""Newton's method, in other forms."""

import itertools

import numpy as np
import scipy.linalg
import torch

OBJECT = "work01_house_prices.regression.linear_regression:newton"


def newton_by_inverse(problem, start, steps=1):
    """Invert the Hessian."""
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - np.linalg.inv(problem.hessian()) @ problem.gradient(path[-1]))
    return np.array(path)


def newton_by_cholesky(problem, start, steps=1):
    """Factor the Hessian once."""
    factor = scipy.linalg.cho_factor(problem.hessian())
    path = np.empty((steps + 1, len(start)))
    path[0] = start
    for t in range(steps):
        path[t + 1] = path[t] - scipy.linalg.cho_solve(factor, problem.gradient(path[t]))
    return path


def newton_by_eigenvectors(problem, start, steps=1):
    """Divide by the curvature along each of its directions."""
    curvatures, directions = np.linalg.eigh(problem.hessian())
    w, path = start.copy(), [start.copy()]
    for _ in range(steps):
        w = w - directions @ ((directions.T @ problem.gradient(w)) / curvatures)
        path.append(w)
    return np.stack(path)


def newton_by_least_squares(problem, start, steps=1):
    """Let lstsq solve for the step."""
    path = start[None, :]
    for _ in range(steps):
        step = np.linalg.lstsq(problem.hessian(), problem.gradient(path[-1]), rcond=None)[0]
        path = np.vstack((path, path[-1] - step))
    return path


def newton_by_accumulation(problem, start, steps=1):
    """Accumulate, with SciPy's solver for positive matrices."""

    def move(w, _):
        return w - scipy.linalg.solve(problem.hessian(), problem.gradient(w), assume_a="pos")

    return np.array(list(itertools.accumulate(range(steps), move, initial=start)))


def newton_by_recursion(problem, start, steps=1):
    """Go on from the second point."""
    if not steps:
        return np.array([start])
    step = np.linalg.solve(problem.hessian(), -problem.gradient(start))
    return np.concatenate([[start], newton_by_recursion(problem, start + step, steps - 1)])


def newton_with_own_formulas(problem, start, steps=1):
    """Write gradient and Hessian out."""
    x, y, decay = problem.features, problem.targets, problem.weight_decay
    n, d = x.shape
    hessian = np.einsum("ni,nj->ij", x, x) / n + np.diag(np.full(d, decay))
    path = [start]
    for _ in range(steps):
        w = path[-1]
        path.append(w - np.linalg.solve(hessian, x.T @ (x @ w - y) / n + decay * w))
    return np.stack(path)


def newton_in_torch(problem, start, steps=1):
    """Solve with tensors."""
    hessian = torch.from_numpy(problem.hessian())
    points = [torch.from_numpy(start.copy())]
    while len(points) < steps + 1:
        gradient = torch.from_numpy(problem.gradient(points[-1].numpy()))
        points.append(points[-1] - torch.linalg.solve(hessian, gradient))
    return torch.stack(points).numpy()


def newton_by_pseudo_inverse(problem, start, steps=1):
    """Sum up moves by the pseudo-inverse."""
    inverse = np.linalg.pinv(problem.hessian(), hermitian=True)
    rows = np.zeros((steps + 1, start.size))
    rows[0] = start
    for t in range(1, steps + 1):
        rows[t] = -inverse.dot(problem.gradient(rows[:t].sum(axis=0)))
    return np.cumsum(rows, axis=0)
