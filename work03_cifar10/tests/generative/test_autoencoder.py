"""Autoencoders learn to repeat images; what each kind's loss counts; how new codes are drawn."""

from __future__ import annotations

import pytest
import torch

from shared.training import Loop
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import (
    Autoencoder,
    AutoencoderConfig,
    DenoisingConfig,
    SparseConfig,
)

TINY = {"code": 8, "width": 4, "epochs": 60, "batch_size": 16}


@pytest.mark.parametrize(
    "config",
    [AutoencoderConfig(**TINY), SparseConfig(**TINY), DenoisingConfig(noise=0.05, **TINY)],  # type: ignore[arg-type]
    ids=lambda config: config.model,
)
def test_an_autoencoder_learns_to_repeat_images(config: AutoencoderConfig) -> None:
    torch.manual_seed(0)
    images = torch.rand(32, 1, 1, 1).expand(-1, 1, 8, 8).contiguous()
    model = autoencoder.fit(Loop(0), config, Autoencoder((1, 8, 8), 8, 4), images, images)
    reconstructions, code = model(images)
    assert reconstructions.shape == images.shape
    assert (code >= 0).all()
    assert (reconstructions - images).square().mean() < 0.5 * images.var()
    torch.testing.assert_close(model.code_mean, code.mean(dim=0))
    torch.testing.assert_close(model.code_root @ model.code_root, code.T.cov())
    made = model.generate(torch.randn(200, 8))
    assert (made.mean() - images.mean()).abs() < 0.2


def test_sparsity_counts_the_code_and_noise_only_the_inputs() -> None:
    torch.manual_seed(0)
    model, images = Autoencoder((1, 8, 8), 4, 4), torch.rand(6, 1, 8, 8)
    plain, error = autoencoder.loss(model, images, AutoencoderConfig())
    assert plain == error
    total, error = autoencoder.loss(model, images, SparseConfig(sparsity=2.0))
    torch.testing.assert_close(total, error + 2 * model(images)[1].abs().mean())
    quiet = DenoisingConfig(noise=0.0)
    torch.testing.assert_close(autoencoder.loss(model, images, quiet)[0], plain)
    assert autoencoder.loss(model, images, DenoisingConfig(noise=0.5))[0] != plain
