"""Mistakes in kernel_pooling: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.pooling:kernel_pooling"


def _squares(query, key):
    return (query[..., :, None, :] - key[..., None, :, :]).square().sum(-1)


def without_a_half(query, key, value, width):
    """The 2 below the squares is missing."""
    weights = (-_squares(query, key) / width**2).softmax(-1)
    return weights @ value, weights


def width_not_squared(query, key, value, width):
    """The squares are divided by the width, not by its square."""
    weights = (-_squares(query, key) / (2 * width)).softmax(-1)
    return weights @ value, weights


def of_distances(query, key, value, width):
    """Distances stand in place of their squares: a Laplace kernel."""
    weights = (-(_squares(query, key) + 1e-30).sqrt() / width).softmax(-1)
    return weights @ value, weights


def not_normalized(query, key, value, width):
    """The kernel itself is the weight: weights do not sum to 1."""
    weights = (-_squares(query, key) / (2 * width**2)).exp()
    return weights @ value, weights


def underflows(query, key, value, width):
    """Where the kernel is narrow, zero is divided by zero."""
    kernel = (-_squares(query, key) / (2 * width**2)).exp()
    weights = kernel / kernel.sum(-1, keepdim=True)
    return weights @ value, weights


def kept_from_zero(query, key, value, width):
    """A small number below keeps zeros from being divided, and then weights sum to 0."""
    kernel = (-_squares(query, key) / (2 * width**2)).exp()
    weights = kernel / (kernel.sum(-1, keepdim=True) + 1e-12)
    return weights @ value, weights


def over_the_queries(query, key, value, width):
    """The softmax is taken over the queries."""
    weights = (-_squares(query, key) / (2 * width**2)).softmax(-2)
    return weights @ value, weights


def far_keys_count(query, key, value, width):
    """The sign is missing: what is far counts."""
    weights = (_squares(query, key) / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def first_feature(query, key, value, width):
    """Only the first feature is compared."""
    squares = (query[..., :1] - key[..., :1].mT).square()
    weights = (-squares / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def mean_of_squares(query, key, value, width):
    """The mean over the features stands in place of the sum."""
    squares = (query[..., :, None, :] - key[..., None, :, :]).square().mean(-1)
    weights = (-squares / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def dot_products(query, key, value, width):
    """Products are compared, not distances."""
    weights = (query @ key.mT / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def width_by_item(query, key, value, width):
    """The width is made a plain number: it cannot be learned."""
    weights = (-_squares(query, key) / (2 * float(width) ** 2)).softmax(-1)
    return weights @ value, weights


def keys_detached(query, key, value, width):
    """Keys get no gradient."""
    weights = (-_squares(query, key.detach()) / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def root_and_square(query, key, value, width):
    """The root of zero has no gradient: NaN where a query equals a key."""
    distances = (query[..., :, None, :] - key[..., None, :, :]).square().sum(-1).sqrt()
    weights = (-distances.square() / (2 * width**2)).softmax(-1)
    return weights @ value, weights


def average(query, key, value, width):
    """All values count alike."""
    weights = torch.zeros_like(_squares(query, key)).softmax(-1)
    return weights @ value, weights


def in_place(query, key, value, width):
    """The query that was handed over is divided by the width."""
    query.data /= width
    weights = (-_squares(query, key / width) / 2).softmax(-1)
    return weights @ value, weights


def mixed_alone(query, key, value, width):
    """The weights do not come back."""
    return (-_squares(query, key) / (2 * width**2)).softmax(-1) @ value
