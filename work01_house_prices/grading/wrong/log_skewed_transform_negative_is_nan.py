"""A value below zero becomes NaN."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    values = np.array(X, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        values[:, self.skewed_] = np.log1p(values[:, self.skewed_])
    return values
