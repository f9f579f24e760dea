"""Weight decay of the summed loss, (XᵀX + λ I): it is n times too weak beside a mean."""

import numpy as np

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"
CAUGHT_BY = "closed_form"


def closed_form(problem):
    columns = problem.features.shape[1]
    gram = problem.features.T @ problem.features + problem.weight_decay * np.eye(columns)
    return np.linalg.solve(gram, problem.features.T @ problem.targets)
