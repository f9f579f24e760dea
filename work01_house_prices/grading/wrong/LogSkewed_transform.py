"""Mistakes in LogSkewed.transform: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"


def echo(self, X):
    """The rows come back as they are."""
    return np.array(X, dtype=float)


def every_column(self, X):
    """Every column is transformed."""
    return np.log1p(np.maximum(X, 0))


def in_place(self, X):
    """The rows that were handed over are changed."""
    X[:, self.skewed_] = np.log1p(np.maximum(X[:, self.skewed_], 0))
    return X


def log(self, X):
    """ln x in place of ln(1 + x): minus infinity for a house without a porch."""
    values = np.array(X, dtype="float64")
    values[:, self.skewed_] = np.log(np.maximum(values[:, self.skewed_], 0))
    return values


def negative_is_nan(self, X):
    """A value below zero becomes NaN."""
    values = np.array(X, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        values[:, self.skewed_] = np.log1p(values[:, self.skewed_])
    return values


def refits(self, X):
    """Chooses the columns anew from the rows at hand: the statistics of validation rows leak in."""
    values = np.array(X, dtype="float64")
    centered = values - values.mean(axis=0)
    std = np.maximum(values.std(axis=0), 1e-12)
    skewed = ((centered / std) ** 3).mean(axis=0) > self.threshold
    skewed &= values.min(axis=0) >= 0
    values[:, skewed] = np.log1p(values[:, skewed])
    return values


def skips_negative_columns(self, X):
    """A column with a negative value in these rows is left alone: the choice depends on them."""
    values = np.array(X, dtype=float)
    chosen = self.skewed_ & (values.min(axis=0) >= 0)
    values[:, chosen] = np.log1p(values[:, chosen])
    return values


def keeps_float32(self, X):
    """What comes in single precision stays in it."""
    values = np.array(X)
    values = values if values.dtype.kind == "f" else values.astype(float)
    values[:, self.skewed_] = np.log1p(np.maximum(values[:, self.skewed_], 0))
    return values


def same_rows(self, X):
    """Where no column is chosen, the rows themselves come back."""
    values = np.asarray(X, dtype=float)
    if not self.skewed_.any():
        return values
    values = values.copy()
    values[:, self.skewed_] = np.log1p(np.maximum(values[:, self.skewed_], 0))
    return values
