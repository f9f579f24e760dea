"""XᵀX squares the condition number; a pseudo-inverse covers dependent columns."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"
CAUGHT_BY = "closed_form"


def closed_form(problem):
    moments = problem.features.T @ problem.targets / len(problem.targets)
    return np.linalg.pinv(problem.hessian(), hermitian=True) @ moments
