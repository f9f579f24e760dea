"""QR gives some minimum where columns are dependent, not the one of least norm."""

import numpy as np
import scipy.linalg

OBJECT = "work01_house_prices.regression.linear_regression:closed_form"
CAUGHT_BY = "closed_form"


def closed_form(problem):
    rows, columns = problem.features.shape
    features = np.vstack([problem.features, np.sqrt(rows * problem.weight_decay) * np.eye(columns)])
    targets = np.concatenate([problem.targets, np.zeros(columns)])
    q, r, order = scipy.linalg.qr(features, mode="economic", pivoting=True)
    rank = int((np.abs(np.diag(r)) > 1e-9).sum())
    weights = np.zeros(columns)
    weights[order[:rank]] = np.linalg.solve(r[:rank, :rank], (q.T @ targets)[:rank])
    return weights
