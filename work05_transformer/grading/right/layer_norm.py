"""Right solutions of layer normalization."""

import math

import torch

OBJECT = "work05_transformer.layers.layer_norm:layer_norm"


def by_ready_moments(features, gain, bias, eps=1e-5):
    """Ask for mean and biased variance."""
    variance, mean = torch.var_mean(features, dim=-1, correction=0, keepdim=True)
    return (features - mean) / torch.sqrt(variance + eps) * gain + bias


def by_sums(features, gain, bias, eps=1e-5):
    """Divide sums by the number of features."""
    d = features.shape[-1]
    centered = features - features.sum(-1, keepdim=True) / d
    return gain * centered / ((centered**2).sum(-1, keepdim=True) / d + eps) ** 0.5 + bias


def by_products(features, gain, bias, eps=1e-5):
    """Center by a matrix, and square by a product."""
    d = features.shape[-1]
    project = torch.eye(d, dtype=features.dtype) - 1 / d
    centered = features @ project
    variance = torch.einsum("...d,...d->...", centered, centered).unsqueeze(-1) / d
    return torch.addcmul(bias, centered * (variance + eps).rsqrt(), gain)


def position_by_position(features, gain, bias, eps=1e-5):
    """Loop over the positions."""
    rows = []
    for row in features.reshape(-1, features.shape[-1]).unbind(0):
        centered = row - row.mean()
        rows.append(centered / (centered.dot(centered) / len(row) + eps).sqrt() * gain + bias)
    return torch.stack(rows).reshape(features.shape)


def by_the_norm(features, gain, bias, eps=1e-5):
    """Divide by the norm of the centered features and of one more, √(d ε)."""
    d = features.shape[-1]
    centered = features - features.mean(dim=-1, keepdim=True)
    more = torch.full_like(centered[..., :1], math.sqrt(d * eps))
    norm = torch.linalg.vector_norm(torch.cat((centered, more), -1), dim=-1, keepdim=True)
    return centered * (math.sqrt(d) / norm) * gain + bias


def features_first(features, gain, bias, eps=1e-5):
    """Move the features to the front."""
    moved = features.movedim(-1, 0)
    mean = moved.mean(0)
    variance = ((moved - mean) ** 2).mean(0)
    return ((moved - mean) / (variance + eps).sqrt()).movedim(0, -1).mul(gain).add(bias)


def by_exponentials(features, gain, bias, eps=1e-5):
    """Take the root by logarithm and exponential."""
    centered = features - features.mean(-1).unsqueeze(-1)
    variance = torch.mean(centered * centered, -1, keepdim=True) + eps
    return centered * torch.exp(-0.5 * torch.log(variance)) * gain + bias


def by_one_formula(features, gain, bias, eps=1e-5):
    """Fold mean and root into one factor and one shift."""
    mean = features.mean(-1, keepdim=True)
    root = (features.sub(mean).pow(2).mean(-1, keepdim=True) + eps).sqrt()
    scale = gain / root
    return features * scale + (bias - mean * scale)


def by_var(features, gain, bias, eps=1e-5):
    """Ask for the variance, unbiased off."""
    normalized = features - features.mean(-1, True)
    normalized = normalized.div(features.var(-1, unbiased=False, keepdim=True).add(eps).sqrt())
    return normalized.multiply(gain) + bias
