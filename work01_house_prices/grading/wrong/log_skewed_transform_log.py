"""ln x in place of ln(1 + x): minus infinity for a house without a porch."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    values = np.array(X, dtype="float64")
    values[:, self.skewed_] = np.log(np.maximum(values[:, self.skewed_], 0))
    return values
