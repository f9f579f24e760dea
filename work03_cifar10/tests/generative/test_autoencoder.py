"""Autoencoders learn to repeat images; what each kind's loss counts."""

from __future__ import annotations

import pytest
import torch

from shared.training import Loop
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import Autoencoder, AutoencoderConfig


@pytest.mark.parametrize("kind", ["plain", "sparse", "denoising"])
def test_an_autoencoder_learns_to_repeat_images(kind: str) -> None:
    torch.manual_seed(0)
    images = torch.rand(32, 1, 1, 1).expand(-1, 1, 8, 8).contiguous()
    config = AutoencoderConfig(kind=kind, code=8, width=4, epochs=60, batch_size=16, noise=0.05)  # type: ignore[arg-type]
    model = autoencoder.fit(Loop(0), images, config)
    reconstructions, code = model(images)
    assert reconstructions.shape == images.shape
    assert (code >= 0).all()
    assert (reconstructions - images).square().mean() < 0.5 * images.var()


def test_sparsity_counts_the_code_and_noise_only_the_inputs() -> None:
    torch.manual_seed(0)
    model, images = Autoencoder((1, 8, 8), 4, 4), torch.rand(6, 1, 8, 8)
    plain, error = autoencoder.loss(model, images, AutoencoderConfig())
    assert plain == error
    total, error = autoencoder.loss(model, images, AutoencoderConfig(kind="sparse", sparsity=2.0))
    torch.testing.assert_close(total, error + 2 * model(images)[1].abs().mean())
    quiet = AutoencoderConfig(kind="denoising", noise=0.0)
    torch.testing.assert_close(autoencoder.loss(model, images, quiet)[0], plain)
