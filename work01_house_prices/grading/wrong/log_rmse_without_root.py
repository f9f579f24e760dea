"""The mean squared error of the logarithms: the root is missing."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:log_rmse"
CAUGHT_BY = "log_rmse"


def log_rmse(prediction, target):
    error = np.log(prediction) - np.log(target)
    return float(np.mean(error**2)), 2 * error / (error.size * prediction)
