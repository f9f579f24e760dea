"""A gradient from differences, in other forms."""

import itertools

import numpy as np

OBJECT = "work01_house_prices.layers.gradient_check:numerical_gradient"


def differences_of_basis_vectors(function, x, step=1e-5):
    """Move along the rows of the identity."""
    basis = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(function(x + step * e) - function(x - step * e)) / (2 * step) for e in basis]
    return np.array(slopes).reshape(x.shape)


def differences_of_a_flat_copy(function, x, step=1e-5):
    """Change a flat copy, and put each entry back."""
    flat = x.ravel().copy()
    gradient = np.zeros(x.size)
    for i in range(x.size):
        value = flat[i]
        flat[i] = value + step
        gradient[i] = function(flat.reshape(x.shape))
        flat[i] = value - step
        gradient[i] -= function(flat.reshape(x.shape))
        flat[i] = value
    return (gradient / (2 * step)).reshape(x.shape)


def differences_with_enumeration(function, x, step=1e-5):
    """Enumerate the entries; a new array for each side."""
    gradient = np.empty(x.shape)
    for index, value in np.ndenumerate(x):
        above, below = x.copy(), x.copy()
        above[index], below[index] = value + step, value - step
        gradient[index] = (function(above) - function(below)) / (above[index] - below[index])
    return gradient


def differences_all_points_first(function, x, step=1e-5):
    """Make all points, then evaluate them."""
    moves = step * np.eye(x.size).reshape(-1, *x.shape)
    values = np.array([function(point) for point in np.concatenate([x + moves, x - moves])])
    above, below = np.split(values, 2)
    return np.reshape((above - below) / step / 2, x.shape)


def differences_by_halves(function, x, step=1e-5):
    """Average the differences to both sides."""
    here = function(x.copy())
    gradient = np.zeros(x.shape)
    for i in range(x.size):
        e = np.zeros(x.size)
        e[i] = step
        e = e.reshape(x.shape)
        gradient.flat[i] = ((function(x + e) - here) + (here - function(x - e))) / step * 0.5
    return gradient


def differences_with_masks(function, x, step=1e-5):
    """Choose the entry by `where`."""
    numbers = np.arange(x.size).reshape(x.shape)

    def slope(number):
        above = function(np.where(numbers == number, x + step, x))
        below = function(np.where(numbers == number, x - step, x))
        return (above - below) / (2 * step)

    return np.vectorize(slope, otypes=[float])(numbers)


def differences_by_recursion(function, x, step=1e-5):
    """Recur over the first axis."""

    def slopes(prefix):
        if len(prefix) == x.ndim:
            e = np.zeros_like(x)
            e[prefix] = step
            return (function(x + e) - function(x - e)) / (2 * step)
        return [slopes((*prefix, i)) for i in range(x.shape[len(prefix)])]

    return np.array(slopes(()))


def differences_with_both_signs(function, x, step=1e-5):
    """Sum over the signs, one index after the other."""
    gradient = np.zeros_like(x)
    for index in itertools.product(*map(range, x.shape)):
        for sign in (1, -1):
            moved = np.array(x)
            moved[index] += sign * step
            gradient[index] += sign * function(moved)
    gradient /= 2 * step
    return gradient


def differences_with_an_iterator(function, x, step=1e-5):
    """Step through the entries with `nditer`, and fill by `fromiter`."""
    work = x.copy()

    def slopes():
        entries = np.nditer(x, flags=["multi_index"])
        for value in entries:
            index = entries.multi_index
            work[index] = value + step
            above = function(work.copy())
            work[index] = value - step
            below = function(work.copy())
            work[index] = value
            yield above / (2 * step) - below / (2 * step)

    return np.fromiter(slopes(), float, count=x.size).reshape(x.shape)
