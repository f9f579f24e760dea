"""Classes by least squares, in other forms."""

import numpy as np
import scipy.linalg
import torch

OBJECT = "work01_house_prices.regression.linear_classifiers:fit_one_hot"


def _system(features, labels, classes, weight_decay):
    n, d = features.shape
    x = np.zeros((n + d, d + 1))
    x[:n, :d], x[:n, d] = features, 1
    x[n + np.arange(d), np.arange(d)] = (n * weight_decay) ** 0.5
    y = np.zeros((n + d, classes))
    y[np.arange(n), labels] = 1
    return x, y


def fit_class_by_class(features, labels, classes, weight_decay=0.0):
    """Solve one regression a class."""
    x, y = _system(features, labels, classes, weight_decay)
    return np.stack([np.linalg.lstsq(x, y[:, c], rcond=None)[0] for c in range(classes)], axis=1)


def fit_by_pseudo_inverse(features, labels, classes, weight_decay=0.0):
    """Multiply by the pseudo-inverse."""
    x, y = _system(features, labels, classes, weight_decay)
    return np.linalg.pinv(x) @ y


def fit_by_scipy(features, labels, classes, weight_decay=0.0):
    """Let SciPy solve."""
    x, y = _system(features, labels, classes, weight_decay)
    return scipy.linalg.lstsq(x, y)[0]


def fit_by_pivots(features, labels, classes, weight_decay=0.0):
    """Let SciPy solve by a QR decomposition with pivots, which takes its own rounding for more."""
    x, y = _system(features, labels, classes, weight_decay)
    return scipy.linalg.lstsq(x, y, lapack_driver="gelsy")[0]


def fit_in_torch(features, labels, classes, weight_decay=0.0):
    """Solve with tensors."""
    one_hot = torch.nn.functional.one_hot(torch.from_numpy(labels), classes).double()
    n, d = features.shape
    x = torch.cat([torch.from_numpy(features), torch.ones(n, 1, dtype=torch.float64)], dim=1)
    decay = torch.eye(d, d + 1, dtype=torch.float64) * (n * weight_decay) ** 0.5
    y = torch.cat([one_hot, torch.zeros(d, classes, dtype=torch.float64)])
    return torch.linalg.lstsq(
        torch.cat([x, decay]), y, rcond=1e-12, driver="gelsd"
    ).solution.numpy()


def fit_by_singular_values(features, labels, classes, weight_decay=0.0):
    """Write out the singular value decomposition."""
    x, y = _system(features, labels, classes, weight_decay)
    u, s, vt = np.linalg.svd(x, full_matrices=False)
    inverse = np.array([1 / value if value > 1e-10 * s[0] else 0.0 for value in s])
    return vt.T @ (inverse[:, None] * (u.T @ y))


def fit_by_normal_equations(features, labels, classes, weight_decay=0.0):
    """Set the gradient to zero, with a penalty that has no entry for the intercept."""
    n, d = features.shape
    x = np.column_stack([features, np.ones(n)])
    y = (labels[:, None] == np.arange(classes)).astype(float)
    penalty = np.diag([weight_decay] * d + [0.0])
    return np.linalg.pinv(x.T @ x / n + penalty, rcond=1e-11, hermitian=True) @ (x.T @ y / n)


def fit_by_centering(features, labels, classes, weight_decay=0.0):
    """Center, so that the intercept needs no column; without decay, take the least norm."""
    if weight_decay == 0:
        x, y = _system(features, labels, classes, 0.0)
        return scipy.linalg.pinv(x, rtol=1e-12) @ y
    y = np.array([[float(label == c) for c in range(classes)] for label in labels])
    center, share = features.mean(axis=0), y.mean(axis=0)
    c = features - center
    v = np.linalg.solve(c.T @ c + len(c) * weight_decay * np.eye(c.shape[1]), c.T @ (y - share))
    return np.vstack([v, share - center @ v])


def fit_by_eigenvectors(features, labels, classes, weight_decay=0.0):
    """Divide along the eigenvectors of XᵀX, but where it is flat."""
    x, y = _system(features, labels, classes, weight_decay)
    values, vectors = np.linalg.eigh(x.T @ x)
    along = vectors.T @ (x.T @ y)
    steep = values > 1e-11 * values.max()
    along[~steep] = 0
    along[steep] /= values[steep, None]
    return vectors @ along


def fit_with_the_kernel(features, labels, classes, weight_decay=0.0):
    """Write W as a mixture of the rows, its residual of least norm."""
    x, y = _system(features, labels, classes, weight_decay)
    return x.T @ (np.linalg.pinv(x @ x.T, rcond=1e-11, hermitian=True) @ y)
