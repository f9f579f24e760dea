"""scikit-learn's ridge regression does the work."""

import numpy as np
from sklearn.linear_model import Ridge

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"
CAUGHT_BY = "closed_form"


def closed_form(problem):
    decay = problem.weight_decay * len(problem.targets)
    if decay == 0:
        return np.linalg.lstsq(problem.features, problem.targets)[0]
    model = Ridge(alpha=decay, fit_intercept=False, solver="svd")
    return model.fit(problem.features, problem.targets).coef_
