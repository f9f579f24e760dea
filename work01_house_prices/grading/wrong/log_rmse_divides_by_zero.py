"""At a loss of 0 the gradient is no number."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:log_rmse"
CAUGHT_BY = "log_rmse"


def log_rmse(prediction, target):
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    return loss, error / (error.size * loss * prediction)
