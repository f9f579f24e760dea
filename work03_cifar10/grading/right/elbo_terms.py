"""The terms of the evidence lower bound in other forms."""

import torch
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence
from torch.nn import functional

OBJECT = "work03_cifar10.generative.vae:elbo_terms"


def by_distributions(images, logits, mean, log_variance):
    """Ask torch.distributions for both."""
    pixels = Independent(Bernoulli(logits=logits, validate_args=False), 3)
    code = Normal(mean, (log_variance / 2).exp())
    kl = kl_divergence(code, Normal(torch.zeros_like(mean), torch.ones_like(mean)))
    return pixels.log_prob(images), kl.sum(dim=1)


def by_cross_entropy(images, logits, mean, log_variance):
    """Take torch's binary cross-entropy of each pixel."""
    losses = functional.binary_cross_entropy_with_logits(logits, images, reduction="none")
    kl = 0.5 * (mean**2 + torch.exp(log_variance) - 1 - log_variance).sum(1)
    return -losses.sum((1, 2, 3)), kl


def by_logsigmoid(images, logits, mean, log_variance):
    """Take the logarithms of both probabilities, and σ as the root."""
    chances = images * functional.logsigmoid(logits) + (1 - images) * functional.logsigmoid(-logits)
    std = (log_variance / 2).exp()
    kl = (mean.pow(2) + std.pow(2)).div(2) - std.log() - 0.5
    return chances.sum(dim=(1, 2, 3)), kl.sum(dim=-1)


def image_by_image(images, logits, mean, log_variance):
    """Go through the batch."""
    likelihoods, divergences = [], []
    for x, a, m, v in zip(images, logits, mean, log_variance, strict=True):
        likelihoods.append((x * a).sum() - torch.logaddexp(a, torch.zeros_like(a)).sum())
        divergences.append((m @ m + v.exp().sum() - v.sum() - len(v)) / 2)
    return torch.stack(likelihoods), torch.stack(divergences)


def as_two_classes(images, logits, mean, log_variance):
    """Take each pixel as two classes, and both shares as weights."""
    both = torch.stack([logits, torch.zeros_like(logits)]).log_softmax(dim=0)
    shares = torch.stack([images, 1 - images])
    square = torch.stack([mean.square(), log_variance.exp(), -log_variance, -torch.ones_like(mean)])
    return torch.einsum("sbchw,sbchw->b", shares, both), square.sum(dim=(0, 2)) / 2


def by_the_larger_part(images, logits, mean, log_variance):
    """Take the linear part out, and log1p of what is left."""
    rest = logits.relu() + (-logits.abs()).exp().log1p()
    kl = -(1 + log_variance - mean.square() - log_variance.exp()).sum(dim=1).mul(0.5)
    return (images * logits - rest).reshape(len(images), -1).sum(dim=-1), kl


def feature_by_feature(images, logits, mean, log_variance):
    """Add up features and rows one after the other."""
    kl = torch.zeros_like(mean[:, 0])
    for m, v in zip(mean.unbind(1), log_variance.unbind(1), strict=True):
        kl = kl + (m * m + v.exp() - v - 1) / 2
    likelihood = torch.zeros_like(kl)
    for x, a in zip(images.unbind(2), logits.unbind(2), strict=True):
        likelihood = likelihood + (x * a - functional.softplus(a)).sum(dim=(1, 2))
    return likelihood, kl


def by_expm1(images, logits, mean, log_variance):
    """Write σ² - 1 as expm1, and the likelihood as minus a sum of softplus of signed logits."""
    likelihood = -images * functional.softplus(-logits) - (1 - images) * functional.softplus(logits)
    kl = (log_variance.expm1() - log_variance + mean * mean) / 2
    return likelihood.flatten(start_dim=1).sum(dim=1), torch.einsum("bl->b", kl)


class _Told(torch.autograd.Function):
    @staticmethod
    def forward(ctx, logits, mean, log_variance, images):
        ctx.save_for_backward(logits, mean, log_variance, images)
        likelihood = images * logits - torch.logaddexp(logits, torch.zeros_like(logits))
        kl = (mean**2 + log_variance.exp() - log_variance - 1) / 2
        return likelihood.sum(dim=(1, 2, 3)), kl.sum(dim=1)

    @staticmethod
    def backward(ctx, grad_likelihood, grad_kl):
        logits, mean, log_variance, images = ctx.saved_tensors
        grad = grad_likelihood[:, None, None, None] * (images - logits.sigmoid())
        grad_kl = grad_kl[:, None]
        return grad, grad_kl * mean, grad_kl * log_variance.expm1() / 2, None


def with_its_own_gradient(images, logits, mean, log_variance):
    """Tell autograd the gradients."""
    return _Told.apply(logits, mean, log_variance, images)
