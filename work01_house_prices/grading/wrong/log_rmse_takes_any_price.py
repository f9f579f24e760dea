"""A price of zero gives an infinite loss."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:log_rmse"
CAUGHT_BY = "log_rmse"


def log_rmse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)
