"""The gradient with respect to ln p, not p: the factor 1/p is missing."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:log_rmse"
CAUGHT_BY = "log_rmse"


def log_rmse(prediction, target):
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    return loss, error / (error.size * loss)
