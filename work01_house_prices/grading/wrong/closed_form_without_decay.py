"""Plain least squares: the weight decay is ignored."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"
CAUGHT_BY = "closed_form"


def closed_form(problem):
    return np.linalg.lstsq(problem.features, problem.targets)[0]
