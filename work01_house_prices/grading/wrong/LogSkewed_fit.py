"""Mistakes in LogSkewed.fit: each function is one, and its docstring says which."""

import numpy as np
from sklearn.utils.validation import validate_data

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.fit"


def both_sides(self, X, y=None):
    """Takes columns skewed to the left too, which a logarithm skews further."""
    values = validate_data(self, X, dtype="float64")
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (np.abs(skewness) > self.threshold) & (values.min(axis=0) >= 0)
    return self


def default_threshold(self, X, y=None):
    """The threshold is always the default."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > 0.75) & (values.min(axis=0) >= 0)
    return self


def every_column(self, X, y=None):
    """Every column without a negative value."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > -np.inf) & (values.min(axis=0) >= 0)
    return self


def kurtosis(self, X, y=None):
    """The cube is a fourth power."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**4).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self


def negative(self, X, y=None):
    """Takes columns with negative values, which have no logarithm."""
    values = validate_data(self, X, dtype="float64")
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = skewness > self.threshold
    return self


def once(self, X, y=None):
    """A second fit keeps the first one's choice."""
    if hasattr(self, "skewed_"):
        return self
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self


def refuses_zeros(self, X, y=None):
    """A column with a zero is never transformed."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) > 0)
    return self


def returns_nothing(self, X, y=None):
    """It returns None."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)


def sample_std(self, X, y=None):
    """The standard deviation divides by n − 1."""
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = values.var(axis=0, ddof=1)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(
        third, variance**1.5, out=np.zeros_like(third), where=np.ptp(values, axis=0) > 0
    )
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self


def absolute_bound(self, X, y=None):
    """A column of small numbers counts as constant: the bound has a unit."""
    values = validate_data(self, X, dtype="float64")
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(third, variance**1.5, out=np.zeros_like(third), where=variance > 1e-12)
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self


def rounded_constant(self, X, y=None):
    """The variance tells which column is constant, but rounding leaves one of 0.1 a variance."""
    values = validate_data(self, X, dtype="float64")
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(third, variance**1.5, out=np.zeros_like(third), where=variance > 0)
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self
