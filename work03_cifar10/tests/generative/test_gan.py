"""Adversarial training in the plane, and DCGAN's networks."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from shared.training import Loop
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import (
    Discriminator,
    GanConfig,
    Generator,
    fit,
    initialize,
    plane_networks,
)


def test_a_generator_finds_a_gaussian_in_the_plane() -> None:
    loop = Loop(0)
    real = torch.randn(1000, 2) @ torch.tensor([[1.0, 0.4], [0.0, 0.5]]) + torch.tensor([1.0, 2])
    generator, discriminator = plane_networks(2)
    before = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    config = GanConfig(latent=2, steps=600, learning_rate=0.01)
    fit(loop, real, generator, discriminator, config)
    after = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    assert after < 0.1 * before


def test_steps_are_counted_and_watched() -> None:
    steps: list[int] = []
    generator, discriminator = plane_networks(2)
    config = GanConfig(latent=2, steps=7, batch_size=10)
    records = fit(Loop(0), torch.randn(30, 2), generator, discriminator, config, steps.append)
    assert len(records) == 7
    assert steps == list(range(8))


def test_dcgans_have_the_shapes_and_initial_weights_of_the_paper() -> None:
    torch.manual_seed(0)
    generator, discriminator = Generator(8, 3, 8), Discriminator(3, 8)
    for model in (generator, discriminator):
        initialize(model)
    images = generator(torch.randn(5, 8))
    assert images.shape == (5, 3, 32, 32)
    assert images.abs().max() <= 1
    assert discriminator(images).shape == (5,)
    kernels = torch.cat(
        [m.weight.flatten() for m in generator.modules() if isinstance(m, nn.ConvTranspose2d)]
    )
    assert kernels.std().item() == pytest.approx(0.02, rel=0.05)


def test_the_earlier_epsilon_flattens_what_batch_norm_gives() -> None:
    """Why it collapsed: activations that start small stay small, whatever they are."""
    quiet = 0.1 * torch.randn(64, 4, 8, 8)
    right, wrong = nn.BatchNorm2d(4, eps=1e-5), nn.BatchNorm2d(4, eps=0.8)
    assert right(quiet).std().item() == pytest.approx(1, abs=0.01)
    assert wrong(quiet).std().item() == pytest.approx(0.11, abs=0.01)
