"""The rows that were handed over are changed."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    X[:, self.skewed_] = np.log1p(np.maximum(X[:, self.skewed_], 0))
    return X
