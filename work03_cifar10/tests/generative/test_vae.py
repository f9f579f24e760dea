"""The evidence lower bound against torch.distributions, and a small VAE that learns."""

from __future__ import annotations

import math

import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from shared.training import Loop
from work03_cifar10.generative import vae
from work03_cifar10.generative.vae import Vae, VaeConfig, elbo_terms, reparameterized


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


def test_the_bound_is_that_of_torchs_distributions() -> None:
    images, logits = torch.rand(5, 2, 3, 4).double(), 4 * normal(5, 2, 3, 4)
    mean, log_variance = 2 * normal(5, 6), normal(5, 6)
    code = Normal(mean, (log_variance / 2).exp())
    kl = kl_divergence(code, Normal(0.0, 1.0)).sum(dim=1)
    pixels = Bernoulli(logits=logits, validate_args=False).log_prob(images)
    terms = elbo_terms(images, logits, mean, log_variance)
    torch.testing.assert_close(terms, (pixels.sum(dim=(1, 2, 3)), kl))


def test_the_bound_is_below_the_likelihood_and_touches_it_at_the_posterior() -> None:
    """With a code of one feature the likelihood can be integrated on a grid."""
    codes = torch.linspace(-8, 8, 4001, dtype=torch.float64)
    prior, image = Normal(0.0, 1.0).log_prob(codes), torch.tensor([1.0, 0.0]).double()

    def log_likelihood(code: torch.Tensor) -> torch.Tensor:
        logits = torch.stack([3 * code, 1 - code], dim=-1)
        return Bernoulli(logits=logits).log_prob(image).sum(dim=-1)

    evidence = (prior + log_likelihood(codes)).logsumexp(dim=0) + math.log(16 / 4000)
    weights = (prior + log_likelihood(codes)).softmax(dim=0)
    middle = (weights * codes).sum()
    best = (middle, (weights * (codes - middle).square()).sum().log())
    bounds = []
    for mean, log_variance in (best, (middle, torch.tensor(0.0)), (-middle, best[1])):
        code = mean + (log_variance / 2).exp() * codes
        expected = (prior.softmax(dim=0) * log_likelihood(code)).sum()
        nothing = torch.zeros(1, 0)
        _, kl = elbo_terms(nothing, nothing, mean.view(1, 1), log_variance.view(1, 1))
        bounds.append(expected - kl[0])
    assert all(bound < evidence for bound in bounds)
    assert evidence - bounds[0] < 0.05
    assert bounds[0] > max(bounds[1:])


def test_extreme_logits_stay_finite() -> None:
    logits = torch.tensor([[[[-1e4, 1e4]]]], requires_grad=True)
    code = torch.zeros(1, 2)
    log_likelihood, kl = elbo_terms(torch.tensor([[[[0.0, 1.0]]]]), logits, code, code)
    assert (log_likelihood.item(), kl.item()) == (0, 0)
    log_likelihood.sum().backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_codes_are_drawn_with_gradients_to_mean_and_variance() -> None:
    mean, log_variance = torch.full((20_000, 1), 3.0), torch.full((20_000, 1), -2.0)
    codes = reparameterized(mean.requires_grad_(), log_variance.requires_grad_())
    assert abs(codes.mean().item() - 3) < 0.02
    assert abs(codes.var().item() - math.exp(-2)) < 0.01
    codes.square().mean().backward()  # E z² = μ² + σ²
    assert mean.grad is not None
    assert log_variance.grad is not None
    assert abs(mean.grad.sum().item() - 6) < 0.05
    assert abs(log_variance.grad.sum().item() - math.exp(-2)) < 0.02


def test_a_vae_learns_where_images_differ() -> None:
    torch.manual_seed(0)
    images = torch.zeros(64, 1, 8, 8)
    images[:32, :, :, :4] = 1
    images[32:, :, :, 4:] = 1
    loop = Loop(0)
    config = VaeConfig(latent=2, width=4, epochs=60, batch_size=16, learning_rate=0.01)
    model = vae.fit(loop, config, Vae((1, 8, 8), 2, 4), images, images)
    first, last = loop.history[0], loop.history[-1]
    assert last["valid/elbo"] > 0.2 * first["valid/elbo"]
    assert last["valid/error"] < 0.02
    assert last["valid/kl"] > 0.3, "at least part of the bit that tells left from right"
    assert last["valid/bits_per_dimension"] == -last["valid/elbo"] / (64 * math.log(2))
    made = model.generate(torch.randn(100, 2))
    to_images = (made[:, None] - images[None, ::32]).square().mean(dim=(2, 3, 4)).amin(dim=1)
    assert to_images.mean() < 0.1
