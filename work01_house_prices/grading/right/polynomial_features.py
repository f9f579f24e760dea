"""Polynomial features, in other forms."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:polynomial_features"


def features_by_accumulation(x, degree):
    """Multiply up along the rows of x, x, x, … that begin with 1."""
    factors = np.repeat(x[:, None], degree + 1, axis=1)
    factors[:, 0] = 1
    return np.cumprod(factors, axis=1)


def features_on_a_grid(x, degree):
    """Lay bases and exponents out on a grid, and the ones with no power at all."""
    bases, exponents = np.meshgrid(x, range(degree + 1), indexing="ij")
    return np.where(exponents == 0, 1.0, bases**exponents)


def features_by_cumulative_product(x, degree):
    """Multiply up: 1, x, x·x, …"""
    factors = np.ones((len(x), degree + 1))
    factors[:, 1:] = x.reshape(-1, 1)
    return np.cumprod(factors, axis=1)


def features_by_outer_power(x, degree):
    """Raise everything to every power."""
    return np.power.outer(x, np.arange(degree + 1))


def features_by_stacking(x, degree):
    """Stack the columns."""
    return np.column_stack([x**power for power in range(degree + 1)])


def features_by_running_product(x, degree):
    """Fill one column from the one before."""
    columns = np.empty((x.size, degree + 1))
    power = np.ones(x.size)
    for d in range(degree + 1):
        columns[:, d] = power
        power = power * x
    return columns


def features_by_recursion(x, degree):
    """Append the last column to a polynomial of one degree less."""
    if degree == 0:
        return np.ones((len(x), 1))
    lower = features_by_recursion(x, degree - 1)
    return np.hstack([lower, lower[:, -1:] * x[:, None]])


def features_number_by_number(x, degree):
    """Make Python's numbers."""
    return np.array([[float(value) ** power for power in range(degree + 1)] for value in x])


def features_by_float_power(x, degree):
    """Transpose a row for each power."""
    return np.float_power(x[None, :], np.arange(degree + 1)[:, None]).T
