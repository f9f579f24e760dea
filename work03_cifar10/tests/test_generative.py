"""Autoencoders and adversarial networks."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from shared.training import BareRun
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import Autoencoder, AutoencoderConfig
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import (
    Discriminator,
    GanConfig,
    Generator,
    initialise,
    plane_networks,
    train,
)


@pytest.mark.parametrize("kind", ["plain", "sparse", "denoising"])
def test_an_autoencoder_learns_to_repeat_images(kind: str) -> None:
    torch.manual_seed(0)
    images = torch.rand(32, 1, 1, 1).expand(-1, 1, 8, 8).contiguous()
    config = AutoencoderConfig(kind=kind, code=8, width=4, epochs=60, batch_size=16, noise=0.05)  # type: ignore[arg-type]
    model = autoencoder.fit(images, config, 0)
    again, code = model(images)
    assert again.shape == images.shape
    assert (code >= 0).all()
    assert (again - images).square().mean() < 0.5 * images.var()


def test_sparsity_counts_the_code_and_noise_only_what_is_seen() -> None:
    torch.manual_seed(0)
    model, images = Autoencoder((1, 8, 8), 4, 4), torch.rand(6, 1, 8, 8)
    plain, error = autoencoder.loss(model, images, AutoencoderConfig())
    assert plain == error
    total, error = autoencoder.loss(model, images, AutoencoderConfig(kind="sparse", sparsity=2.0))
    torch.testing.assert_close(total, error + 2 * model(images)[1].abs().mean())
    quiet = AutoencoderConfig(kind="denoising", noise=0.0)
    torch.testing.assert_close(autoencoder.loss(model, images, quiet)[0], plain)


def test_a_generator_finds_a_gaussian_in_the_plane() -> None:
    run = BareRun(0)
    real = torch.randn(1000, 2) @ torch.tensor([[1.0, 0.4], [0.0, 0.5]]) + torch.tensor([1.0, 2])
    generator, discriminator = plane_networks(2)
    before = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    config = GanConfig(latent=2, steps=600, learning_rate=0.01)
    train(run, real, generator, discriminator, config)
    after = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    assert after < 0.1 * before


def test_steps_are_counted_and_watched() -> None:
    seen: list[int] = []
    generator, discriminator = plane_networks(2)
    config = GanConfig(latent=2, steps=7, batch_size=10)
    records = train(BareRun(0), torch.randn(30, 2), generator, discriminator, config, seen.append)
    assert len(records) == 7
    assert seen == list(range(8))


def test_dcgans_have_the_shapes_and_initial_weights_of_the_paper() -> None:
    torch.manual_seed(0)
    generator, discriminator = Generator(8, 3, 8), Discriminator(3, 8)
    for model in (generator, discriminator):
        initialise(model)
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
