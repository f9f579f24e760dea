"""Noise in one step and in many, the way back, and a small network that learns it."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from shared.training import Loop
from shared.training.settings.ranges import SettingsError
from work03_cifar10.generative import diffusion
from work03_cifar10.generative.diffusion import (
    Diffusion,
    DiffusionConfig,
    cleaned,
    noised,
    signal_shares,
    squared_error,
    step_back,
)
from work03_cifar10.generative.unet import UNet, time_features


def normal(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, dtype=torch.float64)


def test_the_schedule_is_the_papers() -> None:
    shares = signal_shares()
    betas = torch.linspace(1e-4, 0.02, 1000, dtype=torch.float64)
    assert shares[0] == 1
    torch.testing.assert_close(shares[1:], (1 - betas).cumprod(0).float())
    assert shares[-1] < 1e-4
    assert (shares.diff() < 0).all()


def test_one_step_of_noise_is_as_many_small_ones() -> None:
    """Mean and variance of x_t given x₀, by the recursion."""
    shares = signal_shares().double()
    mean, variance = torch.tensor(1.0).double(), torch.tensor(0.0).double()
    for now, before in zip(shares[1:301], shares[:300], strict=True):
        beta = 1 - now / before
        mean, variance = (1 - beta).sqrt() * mean, (1 - beta) * variance + beta
    images, zero = normal(2, 1, 4, 4), torch.zeros(2, 1, 4, 4).double()
    share = shares[300].expand(2)
    torch.testing.assert_close(noised(images, zero, share), mean * images)
    torch.testing.assert_close(noised(zero, images, share), variance.sqrt() * images)


@given(time=st.integers(2, 1000), earlier=st.integers(0, 999))
def test_who_knows_the_noise_knows_the_image_at_every_time(time: int, earlier: int) -> None:
    earlier %= time
    shares = signal_shares().double()
    images, noise = normal(3, 2, 4, 4), normal(3, 2, 4, 4)
    seen = noised(images, noise, shares[time].expand(3))
    clean = cleaned(seen, noise, shares[time].expand(3))
    torch.testing.assert_close(clean, images)
    before = step_back(seen, clean, float(shares[time]), float(shares[earlier]))
    torch.testing.assert_close(before, noised(images, noise, shares[earlier].expand(3)))


def test_a_step_with_fresh_noise_is_the_papers_posterior() -> None:
    """Ho et al. 2020, equations 6 and 7."""
    torch.manual_seed(0)
    shares = signal_shares().double()
    now, before = float(shares[400]), float(shares[399])
    beta = 1 - now / before
    clean, seen = 0.4, 0.9
    mean = (before**0.5 * beta * clean + (1 - beta) ** 0.5 * (1 - before) * seen) / (1 - now)
    variance = (1 - before) / (1 - now) * beta
    many = torch.ones(40_000, 1, 1, 1, dtype=torch.float64)
    drawn = step_back(seen * many, clean * many, now, before, eta=1.0)
    assert drawn.mean().item() == pytest.approx(mean, abs=4 * (variance / 40_000) ** 0.5)
    assert drawn.var().item() == pytest.approx(variance, rel=0.03)
    last = step_back(seen * many, clean * many, now, 1.0, eta=1.0)
    torch.testing.assert_close(last, clean * many)


@pytest.mark.parametrize("eta", [0.0, 1.0])
def test_a_network_that_is_right_makes_the_image(eta: float) -> None:
    image = torch.rand(1, 1, 8, 8)

    class Knowing(Diffusion):
        def forward(self, images: torch.Tensor, times: torch.Tensor) -> torch.Tensor:
            share = self.shares[times][:, None, None, None]
            return (images - share.sqrt() * (2 * image - 1)) / (1 - share).sqrt()

    model = Knowing((1, 8, 8), 8, sampling_steps=7, eta=eta)
    made = model.generate(torch.randn(5, *model.latent_shape))
    torch.testing.assert_close(made, image.expand(5, 1, 8, 8), atol=1e-5, rtol=0)


def test_the_loss_is_one_for_who_sees_no_noise_and_zero_for_who_sees_it() -> None:
    images, shares = torch.full((2000, 1, 4, 4), 0.5), signal_shares()
    nothing = squared_error(lambda x, t: torch.zeros_like(x), images, shares)
    assert nothing.item() == pytest.approx(1, abs=0.05)

    def all_of_it(x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return x / (1 - shares[t])[:, None, None, None].sqrt()  # gray images are 0

    assert squared_error(all_of_it, images, shares).item() < 1e-9


def test_the_network_depends_on_the_time_and_keeps_the_shape() -> None:
    torch.manual_seed(0)
    network, images = UNet(3, 8), torch.randn(2, 3, 12, 16)
    for block in network.modules():
        if isinstance(block, nn.Conv2d):
            nn.init.normal_(block.weight, std=0.1)
    first, second = (network(images, torch.tensor([5, time])) for time in (5, 900))
    assert first.shape == images.shape
    assert torch.equal(first[0], second[0])
    assert not torch.allclose(first[1], second[1], atol=1e-3)
    times = time_features(torch.arange(1, 1001), 32)
    assert torch.pdist(times).min() > 1e-3, "each time has features of its own"


def test_a_small_network_learns_to_make_what_it_saw() -> None:
    torch.manual_seed(0)
    images = torch.zeros(64, 1, 8, 8)
    images[:32, :, :, :4] = 1
    images[32:, :, :, 4:] = 1
    loop = Loop(0)
    config = DiffusionConfig(width=16, epochs=60, batch_size=32, learning_rate=3e-3, average=0.9)
    model = diffusion.fit(loop, config, Diffusion((1, 8, 8), 16, 15), images, images)
    assert loop.history[-1]["valid/loss"] < 0.5 * loop.history[0]["valid/loss"]
    with torch.no_grad():
        made = model.generate(torch.randn(40, 1, 8, 8))
    apart = (made[:, None] - images[None, ::32]).square().mean(dim=(2, 3, 4))
    assert apart.amin(dim=1).mean() < 0.25, "half as far as random pixels"
    shares = apart.argmin(dim=1).float().mean()
    assert 0.1 < shares < 0.9, "both kinds are made"


def test_a_width_that_groups_do_not_divide_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"--width 12 is out of range: a multiple of 8"):
        DiffusionConfig(width=12)
    with pytest.raises(SettingsError, match=r"--sampling-steps 1001"):
        DiffusionConfig(sampling_steps=1001)
