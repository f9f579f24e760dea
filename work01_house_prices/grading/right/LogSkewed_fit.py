"""Which columns to take logarithms of, in other forms."""

import math

import numpy as np
import pandas as pd
import torch
from scipy import stats

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.fit"


def fit_with_scipy(self, X, y=None):
    """Ask SciPy for the skewness, with other numbers in a constant column."""
    values = np.asarray(X, dtype=float)
    constant = values.max(axis=0) == values.min(axis=0)
    skewness = stats.skew(np.where(constant, np.arange(len(values))[:, None], values), axis=0)
    self.skewed_ = ~constant & (skewness > self.threshold) & (values >= 0).all(axis=0)
    return self


def fit_of_standardized_columns(self, X, y=None):
    """Take the mean cube of standardized values."""
    values = np.asarray(X, dtype=float)
    std = values.std(axis=0)
    standardized = (values - values.mean(axis=0)) / np.where(std > 0, std, 1)
    chosen = (np.mean(standardized**3, axis=0) > self.threshold) & ~(values < 0).any(axis=0)
    self.skewed_ = chosen & (values != values[0]).any(axis=0)
    return self


def fit_column_by_column(self, X, y=None):
    """Decide one column after the other, with Python's numbers."""
    chosen = []
    for column in np.asarray(X, dtype=float).T.tolist():
        mean = math.fsum(column) / len(column)
        second = math.fsum((value - mean) ** 2 for value in column) / len(column)
        third = math.fsum((value - mean) ** 3 for value in column) / len(column)
        skewed = min(column) < max(column) and third / second**1.5 > self.threshold
        chosen.append(skewed and min(column) >= 0)
    self.skewed_ = np.array(chosen)
    return self


def fit_without_a_quotient(self, X, y=None):
    """Compare the third moment with the threshold times σ³."""
    values = np.array(X, dtype=np.float64)
    centered = values - values.mean(axis=0)
    sigma = np.sqrt(np.mean(centered**2, axis=0))
    third = np.mean(centered**3, axis=0)
    varies = np.ptp(values, axis=0) > 0
    self.skewed_ = varies & (third > self.threshold * sigma**3) & (values.min(axis=0) >= 0)
    return self


def fit_with_pandas(self, X, y=None):
    """Take pandas' skewness, and take its correction for small samples back."""
    values = pd.DataFrame(np.asarray(X, dtype=float))
    n = len(values)
    skewness = values.skew() * (n - 2) / math.sqrt(n * (n - 1))
    chosen = (skewness > self.threshold) & (values.min() >= 0) & (values.nunique() > 1)
    self.skewed_ = chosen.to_numpy()
    return self


def fit_with_einsum(self, X, y=None):
    """Contract the centered values with themselves."""
    values = validate_data(self, X, dtype="float64")
    c = values - np.mean(values, axis=0, keepdims=True)
    second = np.einsum("rc,rc->c", c, c) / len(c)
    third = np.einsum("rc,rc,rc->c", c, c, c) / len(c)
    with np.errstate(invalid="ignore", divide="ignore"):
        skewness = third / second**1.5
    skewness[np.ptp(values, axis=0) == 0] = -np.inf
    self.skewed_ = np.logical_and(skewness > self.threshold, np.all(values >= 0, axis=0))
    return self


def fit_by_index(self, X, y=None):
    """Start with no column, and set those that are."""
    values = validate_data(self, X, dtype="float64")
    self.skewed_ = np.zeros(values.shape[1], dtype=bool)
    for j in range(values.shape[1]):
        column = values[:, j]
        if column.min() < 0 or column.min() == column.max():
            continue
        second, third = stats.moment(column, [2, 3])
        self.skewed_[j] = third / np.sqrt(second) ** 3 > self.threshold
    return self


def fit_in_torch(self, X, y=None):
    """Compute with tensors."""
    values = torch.tensor(np.asarray(X, dtype=float))
    variance, mean = torch.var_mean(values, dim=0, correction=0)
    third = (values - mean).pow(3).mean(dim=0)
    varies = values.amin(dim=0) < values.amax(dim=0)
    skewness = torch.where(varies, third / variance.pow(1.5), -1e9)
    self.skewed_ = ((skewness > self.threshold) & (values.amin(dim=0) >= 0)).numpy()
    return self


def fit_by_raw_moments(self, X, y=None):
    """Take the central moments from the raw ones, of columns that are shifted to their median."""
    values = validate_data(self, X, dtype="float64")
    shifted = values - np.median(values, axis=0)
    first, second, third = ((shifted**k).mean(axis=0) for k in (1, 2, 3))
    variance = second - first**2
    central = third - 3 * first * second + 2 * first**3
    skewness = np.zeros(len(first))
    np.divide(central, np.abs(variance) ** 1.5, out=skewness, where=shifted.any(axis=0))
    self.skewed_ = (skewness > self.threshold) * (values.min(axis=0) >= 0)
    return self


def fit_with_nan(self, X, y=None):
    """Let a constant column's skewness be NaN, which is greater than no threshold from 0 on."""
    values = np.asarray(X, dtype=float)
    centered = values - values[0]
    centered -= centered.mean(axis=0)
    with np.errstate(invalid="ignore"):
        skewness = (centered**3).mean(axis=0) / (centered**2).mean(axis=0) ** 1.5
    self.skewed_ = (skewness > self.threshold) & (values >= 0).all(axis=0)
    return self
