"""Mistakes in elbo_terms: each function is one, and its docstring says which."""

import torch
from torch.nn.functional import softplus

OBJECT = "work03_cifar10.generative.vae:elbo_terms"


def _likelihood(images, logits):
    return (images * logits - softplus(logits)).flatten(1).sum(dim=1)


def _kl(mean, log_variance):
    return (mean.square() + log_variance.exp() - log_variance - 1).sum(dim=1) / 2


def as_loss(images, logits, mean, log_variance):
    """Returns minus the likelihood."""
    return -_likelihood(images, logits), _kl(mean, log_variance)


def bound_twice(images, logits, mean, log_variance):
    """Returns the bound in place of the likelihood."""
    kl = _kl(mean, log_variance)
    return _likelihood(images, logits) - kl, kl


def clamped_probabilities(images, logits, mean, log_variance):
    """Keeps probabilities away from 0 and 1, and with it loses the gradient."""
    share = logits.sigmoid().clamp(1e-7, 1 - 1e-7)
    pixels = images * share.log() + (1 - images) * (1 - share).log()
    return pixels.flatten(1).sum(dim=1), _kl(mean, log_variance)


def detached_code(images, logits, mean, log_variance):
    """Gives the KL no gradient."""
    return _likelihood(images, logits), _kl(mean, log_variance).detach()


def log_of_probabilities(images, logits, mean, log_variance):
    """Takes the logarithm of a probability that rounds to 0."""
    share = logits.sigmoid()
    pixels = images * share.log() + (1 - images) * (1 - share).log()
    return pixels.flatten(1).sum(dim=1), _kl(mean, log_variance)


def mean_over_batch(images, logits, mean, log_variance):
    """Takes the mean over the batch."""
    return _likelihood(images, logits).mean()[None], _kl(mean, log_variance).mean()[None]


def mean_over_pixels(images, logits, mean, log_variance):
    """Takes the mean over pixels: the KL then counts hundreds of times as much."""
    pixels = images * logits - softplus(logits)
    return pixels.flatten(1).mean(dim=1), _kl(mean, log_variance)


def mean_over_features(images, logits, mean, log_variance):
    """Takes the mean over the code's features."""
    return _likelihood(images, logits), _kl(mean, log_variance) / mean.shape[1]


def no_half(images, logits, mean, log_variance):
    """Forgets the ½ of the KL."""
    return _likelihood(images, logits), 2 * _kl(mean, log_variance)


def only_first_channel(images, logits, mean, log_variance):
    """Sums over the first channel alone."""
    return _likelihood(images[:, :1], logits[:, :1]), _kl(mean, log_variance)


def other_way_round(images, logits, mean, log_variance):
    """Takes the KL of the prior from the code."""
    kl = ((mean.square() + 1) / log_variance.exp() + log_variance - 1).sum(dim=1) / 2
    return _likelihood(images, logits), kl


def rounded_pixels(images, logits, mean, log_variance):
    """Makes gray pixels black or white."""
    return _likelihood(images.round(), logits), _kl(mean, log_variance)


def rounded_where_logits_are_large(images, logits, mean, log_variance):
    """Makes gray pixels black or white where the decoder is sure."""
    images = torch.where(logits.abs() > 50, images.round(), images)
    return _likelihood(images, logits), _kl(mean, log_variance)


def sampled_kl(images, logits, mean, log_variance):
    """Estimates the KL by one code in place of its closed form."""
    noise = torch.randn_like(mean)
    code = mean + (log_variance / 2).exp() * noise
    kl = (code.square() - noise.square() - log_variance).sum(dim=1) / 2
    return _likelihood(images, logits), kl


def std_for_variance(images, logits, mean, log_variance):
    """Takes the log variance for the log standard deviation."""
    return _likelihood(images, logits), _kl(mean, 2 * log_variance)


def squared_error(images, logits, mean, log_variance):
    """Takes squared errors for the likelihood."""
    errors = (logits.sigmoid() - images).square()
    return -errors.flatten(1).sum(dim=1), _kl(mean, log_variance)


def swapped(images, logits, mean, log_variance):
    """Returns the terms the other way round."""
    return _kl(mean, log_variance), _likelihood(images, logits)


def in_bits(images, logits, mean, log_variance):
    """Counts in bits."""
    log2 = torch.log(torch.tensor(2.0, dtype=mean.dtype))
    return _likelihood(images, logits) / log2, _kl(mean, log_variance) / log2


def no_gradient(images, logits, mean, log_variance):
    """Computes without gradients."""
    with torch.no_grad():
        return _likelihood(images, logits), _kl(mean, log_variance)


def zeros(images, logits, mean, log_variance):
    """Answers 0, with gradients of 0."""
    return 0 * logits.flatten(1).sum(dim=1), 0 * (mean + log_variance).sum(dim=1)
