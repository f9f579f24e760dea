"""The cube is a fourth power."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.fit"
CAUGHT_BY = "log_skewed_fit"


def fit(self, X, y=None):
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = (centered**2).mean(axis=0)
    third = (centered**4).mean(axis=0)
    skewness = np.divide(third, variance**1.5, out=np.zeros_like(third), where=variance > 1e-12)
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self
