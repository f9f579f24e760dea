"""Ridge regression in closed form, in other forms."""

import numpy as np
import scipy.linalg
import torch

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"


def _with_rows_of_decay(problem):
    n, d = problem.features.shape
    x = np.concatenate([problem.features, np.sqrt(n * problem.weight_decay) * np.eye(d)])
    return x, np.concatenate([problem.targets, np.zeros(d)])


def minimum_by_scipy(problem):
    """Give the rows to SciPy's lstsq."""
    return scipy.linalg.lstsq(*_with_rows_of_decay(problem))[0]


def minimum_by_orthogonal_factors(problem):
    """Give the rows to LAPACK's gelsy."""
    return scipy.linalg.lstsq(*_with_rows_of_decay(problem), lapack_driver="gelsy")[0]


def minimum_by_pseudo_inverse(problem):
    """Multiply the targets by the pseudo-inverse."""
    x, y = _with_rows_of_decay(problem)
    return np.linalg.pinv(x, rcond=1e-12) @ y


def minimum_by_shrunken_singular_values(problem):
    """Shrink each singular value's part by s / (s² + n λ)."""
    u, s, vt = np.linalg.svd(problem.features, full_matrices=False)
    kept = s > 1e-12 * s[0]
    decay = len(problem.targets) * problem.weight_decay
    factors = np.zeros_like(s)
    factors[kept] = s[kept] / (s[kept] ** 2 + decay)
    return vt.T @ (factors * (u.T @ problem.targets))


def minimum_direction_by_direction(problem):
    """Add up one singular direction after the other."""
    n, d = problem.features.shape
    u, s, vt = scipy.linalg.svd(problem.features, full_matrices=False)
    weights = np.zeros(d)
    for k, value in enumerate(s):
        if value > 1e-12 * s.max():
            along = float(u[:, k] @ problem.targets)
            weights += value * along / (value**2 + n * problem.weight_decay) * vt[k]
    return weights


def minimum_in_torch(problem):
    """Give the rows to torch's gelsd."""
    x, y = (torch.from_numpy(array) for array in _with_rows_of_decay(problem))
    solved = torch.linalg.lstsq(x, y[:, None], rcond=1e-12, driver="gelsd").solution
    return solved[:, 0].numpy()


def minimum_after_qr(problem):
    """Reduce the rows to a triangle first."""
    x, y = _with_rows_of_decay(problem)
    q, r = np.linalg.qr(x)
    return np.linalg.lstsq(r, q.T @ y, rcond=1e-12)[0]


def minimum_by_the_dual(problem):
    """Fewer rows than columns and no decay: w = X⁺ y; else the rows."""
    if problem.weight_decay == 0:
        return scipy.linalg.pinv(problem.features, rtol=1e-12) @ problem.targets
    x, y = _with_rows_of_decay(problem)
    solution, *_ = np.linalg.lstsq(x, y, rcond=None)
    return solution


def minimum_of_scaled_data(problem):
    """Scale the data term by 1/√n instead of the decay by √n."""
    n, d = problem.features.shape
    x = np.r_[problem.features / np.sqrt(n), np.diag(np.full(d, problem.weight_decay**0.5))]
    y = np.r_[problem.targets / np.sqrt(n), np.zeros(d)]
    return np.linalg.lstsq(x, y, rcond=1e-13)[0]
