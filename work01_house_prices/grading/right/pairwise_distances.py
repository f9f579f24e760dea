"""Distances of all pairs, in other forms."""

import numpy as np
import torch

OBJECT = "work01_house_prices.regression.numpy_basics:pairwise_distances"


def distances_by_norm(a, b):
    """Take the norm along the last axis."""
    return np.linalg.norm(a[:, np.newaxis] - b, axis=-1)


def distances_by_einsum(a, b):
    """Contract the differences with themselves."""
    d = a[:, None] - b[None]
    return np.einsum("ijk,ijk->ij", d, d) ** 0.5


def distances_by_hypot(a, b):
    """Reduce by the hypotenuse, coordinate by coordinate."""
    return np.hypot.reduce(np.expand_dims(a, 1) - np.expand_dims(b, 0), axis=2)


def distances_by_matrix_product(a, b):
    """Multiply each difference, as a row, with itself, as a column."""
    d = a[:, None, None, :] - b[None, :, None, :]
    return np.sqrt(d @ d.swapaxes(2, 3))[:, :, 0, 0]


def distances_by_repetition(a, b):
    """Write every pair out as two long tables."""
    n, m = len(a), len(b)
    left, right = np.repeat(a, m, axis=0), np.tile(b, (n, 1))
    return np.sqrt(((left - right) ** 2).sum(axis=1)).reshape(n, m)


def distances_by_index(a, b):
    """Choose the pairs by index arrays."""
    i, j = np.indices((len(a), len(b)))
    return np.sqrt(np.square(a[i] - b[j]).sum(-1))


def distances_with_coordinates_first(a, b):
    """Put the coordinates on the first axis."""
    x, y = a.T[:, :, None], b.T[:, None, :]
    return np.sqrt(np.add.reduce(np.power(x - y, 2), axis=0))


def distances_by_outer_subtraction(a, b):
    """Subtract everything from everything, and keep the pairs of equal coordinates."""
    d = np.diagonal(np.subtract.outer(a, b), axis1=1, axis2=3)
    return np.sqrt(np.tensordot(d**2, np.ones(d.shape[2]), axes=1))


def distances_with_a_signature(a, b):
    """Let `vectorize` broadcast a function of two vectors."""
    distance = np.vectorize(lambda p, q: np.sqrt(np.dot(p - q, p - q)), signature="(d),(d)->()")
    return distance(a[:, None], b[None])


def distances_in_torch(a, b):
    """Broadcast tensors."""
    d = torch.from_numpy(a)[:, None] - torch.from_numpy(b)
    return d.square().sum(dim=-1).sqrt().numpy()
