"""Every column is transformed."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    return np.log1p(np.maximum(X, 0))
