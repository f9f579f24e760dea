"""DCGAN's networks, with transposed and with resize-convolutions."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from work03_cifar10.generative.dcgan import (
    Discriminator,
    Generator,
    Upsampling,
    enlarging,
    initialize,
    real_images,
)


def test_dcgans_have_the_shapes_and_initial_weights_of_the_paper() -> None:
    torch.manual_seed(0)
    generator, discriminator = Generator((3, 32, 32), 8, 8), Discriminator(3, 8)
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


@pytest.mark.parametrize("how", ["transposed", "resize"])
def test_smaller_images_are_cut_out_of_where_they_are_put(how: Upsampling) -> None:
    generator = Generator((1, 28, 25), 8, 8, upsampling=how).eval()
    latents = torch.randn(5, 8)
    images = generator.generate(latents)
    assert images.shape == (5, 1, 28, 25)
    assert real_images(images).shape == (5, 1, 32, 32)
    torch.testing.assert_close(
        real_images(images)[:, :, 2:30, 3:28], generator(latents)[:, :, 2:30, 3:28]
    )
    assert (real_images(images)[:, :, :2] == -1).all()


def test_a_transposed_convolution_leaves_a_checkerboard_and_a_resized_one_does_not() -> None:
    """Of an even gray, with a kernel whose numbers differ (Odena et al. 2016)."""
    torch.manual_seed(0)
    gray = torch.ones(1, 4, 8, 8)

    def unevenness(how: Upsampling) -> float:
        layer = enlarging(4, 1, how)
        return layer(gray)[:, :, 4:-4, 4:-4].std().item()

    assert unevenness("transposed") > 0.01
    assert unevenness("resize") < 1e-6


def test_the_earlier_epsilon_flattens_what_batch_norm_gives() -> None:
    """Activations that start small stay small. (That alone is no collapse: see the report.)"""
    quiet = 0.1 * torch.randn(64, 4, 8, 8)
    right, wrong = nn.BatchNorm2d(4, eps=1e-5), nn.BatchNorm2d(4, eps=0.8)
    assert right(quiet).std().item() == pytest.approx(1, abs=0.01)
    assert wrong(quiet).std().item() == pytest.approx(0.11, abs=0.01)
