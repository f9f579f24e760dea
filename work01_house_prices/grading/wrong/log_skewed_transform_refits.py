"""Chooses the columns anew from the rows at hand: the statistics of validation rows leak in."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    values = np.array(X, dtype="float64")
    centered = values - values.mean(axis=0)
    std = np.maximum(values.std(axis=0), 1e-12)
    skewed = ((centered / std) ** 3).mean(axis=0) > self.threshold
    skewed &= values.min(axis=0) >= 0
    values[:, skewed] = np.log1p(values[:, skewed])
    return values
