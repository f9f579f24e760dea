"""Kaggle's score as a loss, in other forms."""

import math

import numpy as np
import torch

OBJECT = "work01_house_prices.layers.losses:log_rmse"


def _refuse(prediction, target):
    if np.shape(prediction) != np.shape(target):
        raise ValueError("the shapes differ")
    if not (np.all(prediction > 0) and np.all(target > 0)):
        raise ValueError("a price without a logarithm")


def score_of_ratios(prediction, target):
    """Take the logarithm of the ratio."""
    _refuse(prediction, target)
    error = np.log(prediction / target)
    loss = np.sqrt((error**2).mean())
    gradient = error / prediction / error.size / loss if loss > 0 else 0 * prediction
    return loss, gradient


def score_by_norm(prediction, target):
    """Divide the norm by √n."""
    _refuse(prediction, target)
    error = np.log(prediction) - np.log(target)
    norm, n = np.linalg.norm(error), error.size
    if norm == 0:
        return 0.0, np.zeros(prediction.shape)
    return norm / math.sqrt(n), error / (math.sqrt(n) * norm * prediction)


def score_number_by_number(prediction, target):
    """Compute with Python's numbers."""
    _refuse(prediction, target)
    errors = [math.log(p) - math.log(t) for p, t in zip(prediction.flat, target.flat, strict=True)]
    n = len(errors)
    loss = math.sqrt(math.fsum(e * e for e in errors) / n)
    if loss == 0.0:
        return 0, np.zeros_like(prediction)
    slopes = [e / (n * p * loss) for e, p in zip(errors, prediction.flat, strict=True)]
    return loss, np.array(slopes).reshape(prediction.shape)


def score_link_by_link(prediction, target):
    """Multiply the chain's links: root, mean, square, logarithm."""
    _refuse(prediction, target)
    error = np.log(prediction) - np.log(target)
    mean = np.mean(np.square(error))
    if mean == 0:
        return np.float64(0), np.zeros_like(prediction)
    d_mean = 0.5 * mean**-0.5
    d_squares = np.full(error.shape, d_mean / error.size)
    d_error = d_squares * 2 * error
    return mean**0.5, d_error * (1 / prediction)


def score_in_torch(prediction, target):
    """Compute with tensors, and return the loss as one of no axis."""
    _refuse(prediction, target)
    p, t = torch.from_numpy(prediction), torch.from_numpy(target)
    error = p.log() - t.log()
    loss = error.square().mean().sqrt()
    gradient = error / (error.numel() * p * loss) if loss else torch.zeros_like(p)
    return loss, gradient.numpy()


def score_in_another_base(prediction, target):
    """Use logarithms of base 2."""
    _refuse(prediction, target)
    error = (np.log2(prediction) - np.log2(target)) * np.log(2)
    loss = np.sqrt(np.vdot(error, error) / error.size)
    if not loss:
        return float(loss), np.zeros_like(prediction)
    return float(loss), np.divide(error, error.size * loss * prediction)


def score_with_nothing_divided_by_zero(prediction, target):
    """Let NumPy leave the zeros where the loss is zero; return a list."""
    _refuse(prediction, target)
    error = np.subtract(np.log(prediction), np.log(target))
    loss = np.std(np.append(error, -error))
    gradient = np.zeros_like(prediction)
    np.divide(error, error.size * loss * prediction, out=gradient, where=loss > 0)
    return [loss, gradient]


def score_by_the_mean_squared_error(prediction, target):
    """Chain the given mean squared error of the logarithms."""
    if not ((prediction > 0).all() and (target > 0).all()):
        raise ValueError("not above zero")
    squared, gradient = mean_squared_error(np.log(prediction), np.log(target))
    loss = math.sqrt(squared)
    if loss == 0:
        return loss, np.zeros_like(prediction)
    return loss, gradient / (2 * loss) / prediction


def score_by_two_moments(prediction, target):
    """Take the mean square from variance and mean, and check row by row."""
    if prediction.shape != target.shape:
        raise ValueError(f"{prediction.shape} and {target.shape}")
    for price in [*prediction.ravel(), *target.ravel()]:
        if not price > 0:
            raise ValueError(f"{price} has no logarithm")
    error = np.log(prediction) - np.log(target)
    loss = np.hypot(error.std(), error.mean())
    if loss == 0:
        return loss, error * 0.0
    return np.asarray(loss), (error / loss / prediction) / error.size
