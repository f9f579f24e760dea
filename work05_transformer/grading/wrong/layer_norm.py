"""Mistakes in layer_norm: each function is one, and its docstring says which."""

import torch

OBJECT = "work05_transformer.layers.layer_norm:layer_norm"


def unbiased(features, gain, bias, eps=1e-5):
    """The variance is divided by d − 1."""
    mean, variance = features.mean(-1, keepdim=True), features.var(-1, keepdim=True)
    return (features - mean) / (variance + eps).sqrt() * gain + bias


def over_the_batch(features, gain, bias, eps=1e-5):
    """Mean and variance are those of a feature over the positions: batch normalization."""
    mean = features.mean(0, keepdim=True)
    variance = (features - mean).square().mean(0, keepdim=True)
    return (features - mean) / (variance + eps).sqrt() * gain + bias


def over_everything(features, gain, bias, eps=1e-5):
    """Mean and variance are those of all positions together."""
    centered = features - features.mean()
    return centered / (centered.square().mean() + eps).sqrt() * gain + bias


def over_two_dimensions(features, gain, bias, eps=1e-5):
    """Mean and variance are over positions and features."""
    dims = (-2, -1) if features.dim() > 1 else (-1,)
    centered = features - features.mean(dims, keepdim=True)
    return centered / (centered.square().mean(dims, keepdim=True) + eps).sqrt() * gain + bias


def eps_behind_the_root(features, gain, bias, eps=1e-5):
    """Epsilon is added to the root."""
    centered = features - features.mean(-1, keepdim=True)
    return centered / (centered.square().mean(-1, keepdim=True).sqrt() + eps) * gain + bias


def without_eps(features, gain, bias, eps=1e-5):
    """There is no epsilon: equal features give NaN."""
    centered = features - features.mean(-1, keepdim=True)
    return centered / centered.square().mean(-1, keepdim=True).sqrt() * gain + bias


def fixed_eps(features, gain, bias, eps=1e-5):
    """Epsilon is always the default."""
    centered = features - features.mean(-1, keepdim=True)
    return centered / (centered.square().mean(-1, keepdim=True) + 1e-5).sqrt() * gain + bias


def without_the_root(features, gain, bias, eps=1e-5):
    """The variance divides, not its root."""
    centered = features - features.mean(-1, keepdim=True)
    return centered / (centered.square().mean(-1, keepdim=True) + eps) * gain + bias


def not_centered(features, gain, bias, eps=1e-5):
    """The mean stays: RMS normalization."""
    return features / (features.square().mean(-1, keepdim=True) + eps).sqrt() * gain + bias


def gain_of_one_more(features, gain, bias, eps=1e-5):
    """The gain counts from 1."""
    centered = features - features.mean(-1, keepdim=True)
    return centered / (centered.square().mean(-1, keepdim=True) + eps).sqrt() * (1 + gain) + bias


def bias_before_gain(features, gain, bias, eps=1e-5):
    """The bias is added before the gain multiplies."""
    centered = features - features.mean(-1, keepdim=True)
    normalized = centered / (centered.square().mean(-1, keepdim=True) + eps).sqrt()
    return (normalized + bias) * gain


def constants(features, gain, bias, eps=1e-5):
    """Mean and variance are constants backwards."""
    mean = features.mean(-1, keepdim=True).detach()
    variance = (features - mean).square().mean(-1, keepdim=True).detach()
    return (features - mean) / (variance + eps).sqrt() * gain + bias


def constant_variance(features, gain, bias, eps=1e-5):
    """The variance is a constant backwards."""
    centered = features - features.mean(-1, keepdim=True)
    variance = centered.square().mean(-1, keepdim=True).detach()
    return centered / (variance + eps).sqrt() * gain + bias


def by_the_ready_function(features, gain, bias, eps=1e-5):
    """The ready function normalizes."""
    return torch.nn.functional.layer_norm(features, gain.shape, gain, bias, eps)


def by_groups(features, gain, bias, eps=1e-5):
    """Group normalization with one group is the same, and as ready."""
    rows = features.reshape(-1, features.shape[-1])
    return torch.nn.functional.group_norm(rows, 1, gain, bias, eps).reshape(features.shape)


def in_place(features, gain, bias, eps=1e-5):
    """The features that were handed over are centered."""
    features.data -= features.data.mean(-1, keepdim=True)
    return features / (features.square().mean(-1, keepdim=True) + eps).sqrt() * gain + bias


def maximum(features, gain, bias, eps=1e-5):
    """Epsilon is the least variance, not added to it."""
    centered = features - features.mean(-1, keepdim=True)
    variance = centered.square().mean(-1, keepdim=True).clamp(min=eps)
    return centered / variance.sqrt() * gain + bias


def by_the_operator_of_batches(features, gain, bias, eps=1e-5):
    """The operator behind batch normalization takes positions for features."""
    rows = features.reshape(1, -1, features.shape[-1])
    normalized = torch._native_batch_norm_legit(rows, None, None, True, 0.0, eps)[0]
    return normalized.reshape(features.shape) * gain + bias


def by_the_chosen_operator(features, gain, bias, eps=1e-5):
    """The function that chooses an operator of batch normalization, as ready."""
    rows = features.reshape(1, -1, features.shape[-1])
    answer = torch._batch_norm_impl_index(rows, None, None, None, None, True, 0.0, eps, False)
    return answer[0].reshape(features.shape) * gain + bias


def by_the_ready_function_in_python(features, gain, bias, eps=1e-5):
    """PyTorch's own layer normalization, written in Python."""
    from torch._refs import native_layer_norm

    return native_layer_norm(features, list(gain.shape), gain, bias, eps)[0]


def by_the_root_mean_square(features, gain, bias, eps=1e-5):
    """A ready function divides what is centered already."""
    centered = features - features.mean(-1, keepdim=True)
    return torch.nn.functional.rms_norm(centered, gain.shape, gain, eps) + bias
