"""Adversarial training in the plane and of linear layers."""

from __future__ import annotations

import torch

from shared.training import Loop
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import (
    GanConfig,
    LinearGenerator,
    fit,
    linear_discriminator,
    plane_networks,
)


def test_a_generator_finds_a_gaussian_in_the_plane() -> None:
    loop = Loop(0)
    real = torch.randn(1000, 2) @ torch.tensor([[1.0, 0.4], [0.0, 0.5]]) + torch.tensor([1.0, 2])
    generator, discriminator = plane_networks(2)
    before = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    config = GanConfig(latent=2, epochs=40, learning_rate=0.01)
    fit(loop, config, generator, discriminator, real)
    after = frechet_distance(generator(torch.randn(1000, 2)).detach(), real)
    assert after < 0.1 * before


def test_both_losses_are_recorded_and_each_epoch_is_watched() -> None:
    loop, steps = Loop(0), []
    generator, discriminator = plane_networks(2)
    config = GanConfig(latent=2, epochs=3, batch_size=10)

    def watch() -> None:
        assert not generator.training
        steps.append(loop.step)

    fit(loop, config, generator, discriminator, torch.randn(30, 2), watch)
    assert steps == [3, 6, 9]
    assert len(loop.history) == 3
    assert set(loop.history[0]) == {"train/discriminator_loss", "train/generator_loss"}
    assert loop.history[0]["train/discriminator_loss"] > 1


def test_linear_networks_make_and_judge_images() -> None:
    generator, discriminator = LinearGenerator((3, 8, 6), 5, 7), linear_discriminator((3, 8, 6), 7)
    images = generator(torch.randn(4, 5))
    assert images.shape == (4, 3, 8, 6)
    assert images.abs().max() <= 1
    assert discriminator(images).shape == (4, 1)
    assert generator.generate(torch.randn(4, 5)).min() >= 0
