"""Mistakes in polynomial_features: each function is one, and its docstring says which."""

import numpy as np
import torch

OBJECT = "work01_house_prices.regression.linear_regression:polynomial_features"


def descending(x, degree):
    """The highest power comes first."""
    return np.vander(x, degree + 1)


def nan_at_zero(x, degree):
    """The first column is x / x, which is no number at 0."""
    with np.errstate(invalid="ignore"):
        first = x / x
    return np.column_stack([first, *(x**power for power in range(1, degree + 1))])


def without_intercept(x, degree):
    """Starts at x¹: no column of ones, so that every curve goes through the origin."""
    return x[:, None] ** np.arange(1, degree + 1)


def ready(x, degree):
    """NumPy makes the whole matrix."""
    return np.vander(x, degree + 1, increasing=True)


def ready_operator(x, degree):
    """torch's operator makes the whole matrix."""
    if degree == 0:
        return np.ones((len(x), 1))
    return torch.ops.aten.linalg_vander(torch.from_numpy(x), N=degree + 1).numpy()


def up_to_the_fifth(x, degree):
    """Six powers are written out, and a higher degree gets no more."""
    columns = [np.ones_like(x), x, x * x, x * x * x, x**4, x**5]
    return np.stack(columns[: degree + 1], axis=1)
