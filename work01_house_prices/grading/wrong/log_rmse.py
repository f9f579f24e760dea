"""Mistakes in log_rmse: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.losses:log_rmse"


def broadcasts(prediction, target):
    """Prices of different houses are compared where the shapes differ."""
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def divides_by_zero(prediction, target):
    """At a loss of 0 the gradient is no number."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    return loss, error / (error.size * loss * prediction)


def gradient_of_the_square(prediction, target):
    """The root's link of the chain is forgotten."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, 2 * error / (error.size * prediction)


def gradient_without_logarithm(prediction, target):
    """The gradient with respect to ln p, not p: the factor 1/p is missing."""
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    return loss, error / (error.size * loss)


def looks_at_predictions_alone(prediction, target):
    """A target without a logarithm is not noticed."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not np.all(prediction > 0):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def no_number_is_a_price(prediction, target):
    """NaN is not at most zero either, and is let through."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if np.any(prediction <= 0) or np.any(target <= 0):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def of_log1p(prediction, target):
    """ln (1 + p) in the place of ln p."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log1p(prediction) - np.log1p(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def takes_any_price(prediction, target):
    """A price of zero gives an infinite loss."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def without_gradient(prediction, target):
    """The gradient is zero throughout."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, np.zeros_like(prediction)


def without_root(prediction, target):
    """The mean squared error of the logarithms: the root is missing."""
    error = np.log(prediction) - np.log(target)
    return float(np.mean(error**2)), 2 * error / (error.size * prediction)


def zero_is_a_price(prediction, target):
    """Only prices below zero are refused."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction >= 0) and np.all(target >= 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.mean(error**2)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (error.size * loss * prediction)


def divides_by_rows(prediction, target):
    """n is the number of rows, however many columns there are."""
    if prediction.shape != target.shape:
        raise ValueError("shapes")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("prices")
    error = np.log(prediction) - np.log(target)
    loss = float(np.sqrt(np.sum(error**2) / len(error)))
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, error / (len(error) * loss * prediction)
