"""The standard deviation divides by n − 1."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.fit"
CAUGHT_BY = "log_skewed_fit"


def fit(self, X, y=None):
    values = np.asarray(X, dtype=float)
    centered = values - values.mean(axis=0)
    variance = values.var(axis=0, ddof=1)
    third = (centered**3).mean(axis=0)
    skewness = np.divide(third, variance**1.5, out=np.zeros_like(third), where=variance > 1e-12)
    self.skewed_ = (skewness > self.threshold) & (values.min(axis=0) >= 0)
    return self
