"""A column with a negative value in these rows is left alone: the choice depends on them."""

import numpy as np

OBJECT = "work01_house_prices.data.preprocessing:LogSkewed.transform"
CAUGHT_BY = "log_skewed_transform"


def transform(self, X):
    values = np.array(X, dtype=float)
    chosen = self.skewed_ & (values.min(axis=0) >= 0)
    values[:, chosen] = np.log1p(values[:, chosen])
    return values
