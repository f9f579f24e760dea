"""Mistakes in numerical_gradient: each function is one, and its docstring says which."""

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"


def four_points(function, x, step=1e-5):
    """Another rule: four points, with an error that falls with h⁴."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = step
        near = function(x + e) - function(x - e)
        far = function(x + 2 * e) - function(x - 2 * e)
        gradient[index] = (8 * near - far) / (12 * step)
    return gradient


def half_steps(function, x, step=1e-5):
    """Half a step to either side."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = step / 2
        gradient[index] = (function(x + e) - function(x - e)) / step
    return gradient


def minus(function, x, step=1e-5):
    """Below minus above."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = step
        gradient[index] = (function(x - e) - function(x + e)) / (2 * step)
    return gradient


def moves_x(function, x, step=1e-5):
    """x itself is moved, and comes back with rounding errors."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += step
        above = function(x)
        x[index] -= 2 * step
        gradient[index] = (above - function(x)) / (2 * step)
        x[index] += step
    return gradient


def not_restored(function, x, step=1e-5):
    """Moves x itself and does not put it back: each entry is measured at another point."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        x[index] += step
        above = function(x)
        x[index] -= 2 * step
        below = function(x)
        gradient[index] = (above - below) / (2 * step)
    return gradient


def of_vectors_alone(function, x, step=1e-5):
    """Whole rows are moved where x is a matrix."""
    gradient = np.zeros_like(x)
    for i in range(len(x)):
        e = np.zeros_like(x)
        e[i] = step
        gradient[i] = (function(x + e) - function(x - e)) / (2 * step)
    return gradient


def one_sided(function, x, step=1e-5):
    """Forward differences: their error is h, not h²."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        shifted = x.copy()
        shifted[index] += step
        gradient[index] = (function(shifted) - function(x)) / step
    return gradient


def step_ignored(function, x, step=1e-5):
    """The step is always 1e-5."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        e = np.zeros_like(x)
        e[index] = 1e-5
        gradient[index] = (function(x + e) - function(x - e)) / 2e-5
    return gradient
