"""Right solutions of attention pooling by a kernel."""

import numpy as np
import torch

OBJECT = "work05_transformer.layers.pooling:kernel_pooling"


def by_einsum(query, key, value, width):
    """Write squares and mixture as einsums."""
    difference = query.unsqueeze(-2) - key.unsqueeze(-3)
    squares = torch.einsum("...qkd,...qkd->...qk", difference, difference)
    weights = torch.softmax(squares * (-0.5 / width**2), dim=-1)
    return torch.einsum("...qk,...kv->...qv", weights, value), weights


def by_scaled_differences(query, key, value, width):
    """Divide the differences by the width first."""
    scaled = (query[..., :, None, :] - key[..., None, :, :]) / width
    weights = torch.softmax(-(scaled**2).sum(-1) / 2, -1)
    return torch.matmul(weights, value), weights


def feature_by_feature(query, key, value, width):
    """Add the squares of each feature to the scores."""
    scores = 0
    for one, other in zip(query.unbind(-1), key.unbind(-1), strict=True):
        scores = scores - (one[..., :, None] - other[..., None, :]) ** 2
    weights = (scores / 2 / width / width).softmax(dim=-1)
    return weights @ value, weights


def query_by_query(query, key, value, width):
    """Loop over the queries."""
    mixed, weights = [], []
    for place in range(query.shape[-2]):
        squares = (key - query[..., place : place + 1, :]).pow(2).sum(-1)
        row = torch.softmax(-squares / (2 * width**2), -1)
        weights.append(row)
        mixed.append((row[..., None] * value).sum(-2))
    return torch.stack(mixed, -2), torch.stack(weights, -2)


def by_logsumexp(query, key, value, width):
    """Take exponentials of the scores less the logarithm of their sum."""
    scores = -(query[..., :, None, :] - key[..., None, :, :]).square().sum(-1) / (2 * width**2)
    weights = (scores - scores.logsumexp(-1, keepdim=True)).exp()
    return weights @ value, weights


def nearest_first(query, key, value, width):
    """Subtract the nearest key's square, so that its kernel is 1."""
    squares = (query[..., :, None, :] - key[..., None, :, :]).square().sum(-1)
    nearest = squares.amin(-1, keepdim=True).detach()
    kernel = (-(squares - nearest) / (2 * width**2)).exp()
    weights = kernel / kernel.sum(-1, keepdim=True)
    return weights @ value, weights


def by_log_softmax(query, key, value, width):
    """Take the exponential of the logarithms of the weights."""
    difference = key[..., None, :, :] - query[..., :, None, :]
    scores = difference.square().sum(-1).div(width).div(width).mul(-0.5)
    weights = torch.nn.functional.log_softmax(scores, dim=-1).exp()
    return (weights.unsqueeze(-1) * value.unsqueeze(-3)).sum(-2), weights


def by_a_module(query, key, value, width):
    """Use the layer of the softmax, and a half as a constant of float32."""
    squares = (query.unsqueeze(-2) - key.unsqueeze(-3)).square().sum(dim=-1)
    half = torch.tensor(0.5)
    weights = torch.nn.Softmax(dim=-1)(-half * squares / width**2)
    return weights.matmul(value), weights


def by_numpy_indices(query, key, value, width):
    """Pair all queries with all keys by numbers that NumPy makes."""
    i, j = np.indices((query.shape[-2], key.shape[-2]))
    i, j = torch.from_numpy(i), torch.from_numpy(j)
    pairs = query[..., i, :] - key[..., j, :]
    weights = torch.softmax((pairs * pairs).sum(-1) / (-2 * width**2), dim=-1)
    return weights @ value, weights
