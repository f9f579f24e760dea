"""Generative adversarial networks: of points in the plane, and of images 32×32.

Sources: Goodfellow et al. 2014; Radford et al. 2015 (DCGAN).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import torch
from jaxtyping import Float
from torch import Tensor, nn

from shared.training import Loop, Rows
from shared.training.settings.ranges import Above, AtLeast, Checked
from work03_cifar10.generative.losses import discriminator_loss, generator_loss


@dataclass(frozen=True)
class GanConfig(Checked):
    """Settings of adversarial training.

    Attributes:
        latent: numbers that the generator turns into a sample.
        steps: of both networks.
        batch_size: real samples in a step, and as many fake ones.
        learning_rate: of Adam for both; β₁ is 0.5 (Radford et al. 2015, section 4).
        norm_eps: of batch norm in both networks. An earlier version of this exercise had given
            0.8 here, where torch's default is 1e-5.
    """

    latent: Annotated[int, AtLeast(1)] = 64
    steps: Annotated[int, AtLeast(1)] = 2000
    batch_size: Annotated[int, AtLeast(1)] = 64
    learning_rate: Annotated[float, Above(0)] = 2e-4
    norm_eps: Annotated[float, Above(0)] = 1e-5


def plane_networks(latent: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Make a linear generator and a small discriminator for points in the plane."""
    generator = nn.Sequential(nn.Linear(latent, 2))
    discriminator = nn.Sequential(
        nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1)
    )
    return generator, discriminator


class Generator(nn.Module):
    """DCGAN's generator: from numbers to images between -1 and 1, 32×32.

    Args:
        latent: numbers of a sample.
        channels: of the images.
        width: channels before the last layer.
        norm_eps: of batch norm.
    """

    def __init__(
        self, latent: int = 64, channels: int = 1, width: int = 16, norm_eps: float = 1e-5
    ) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Unflatten(1, (latent, 1, 1)),
            nn.ConvTranspose2d(latent, 4 * width, 4, bias=False),
        ]
        for inputs, outputs in ((4, 2), (2, 1)):
            layers += [
                nn.BatchNorm2d(inputs * width, eps=norm_eps),
                nn.ReLU(inplace=True),
                nn.ConvTranspose2d(
                    inputs * width, outputs * width, 4, stride=2, padding=1, bias=False
                ),
            ]
        layers += [
            nn.BatchNorm2d(width, eps=norm_eps),
            nn.ReLU(inplace=True),
            nn.ConvTranspose2d(width, channels, 4, stride=2, padding=1),
            nn.Tanh(),
        ]
        self.layers = nn.Sequential(*layers)

    def forward(
        self, latent: Float[Tensor, "batch latent"]
    ) -> Float[Tensor, "batch channel 32 32"]:
        """Return images."""
        images: Tensor = self.layers(latent)
        return images


class Discriminator(nn.Module):
    """DCGAN's discriminator: one logit for each image of 32×32.

    Args:
        channels: of the images.
        width: channels after the first layer.
        norm_eps: of batch norm, which the first layer has none of.
    """

    def __init__(self, channels: int = 1, width: int = 16, norm_eps: float = 1e-5) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(channels, width, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
        ]
        for inputs, outputs in ((1, 2), (2, 4)):
            layers += [
                nn.Conv2d(inputs * width, outputs * width, 4, stride=2, padding=1, bias=False),
                nn.BatchNorm2d(outputs * width, eps=norm_eps),
                nn.LeakyReLU(0.2),
            ]
        layers += [nn.Conv2d(4 * width, 1, 4), nn.Flatten(0)]
        self.layers = nn.Sequential(*layers)

    def forward(self, images: Float[Tensor, "batch channel 32 32"]) -> Float[Tensor, " batch"]:
        """Return logits: how real each image looks."""
        logits: Tensor = self.layers(images)
        return logits


def initialize(model: nn.Module) -> None:
    """Draw DCGAN's initial weights: standard deviation 0.02, of batch norm's scale around 1."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.normal_(module.weight, 0.0, 0.02)
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.normal_(module.weight, 1.0, 0.02)


def fit(
    loop: Loop,
    real: Float[Tensor, "sample ..."],
    generator: nn.Module,
    discriminator: nn.Module,
    config: GanConfig,
    watch: Callable[[int], None] = lambda step: None,
) -> list[tuple[float, float]]:
    """Train both networks in turn.

    Args:
        loop: what surrounds the training.
        real: what samples should look like.
        generator: latent numbers → samples.
        discriminator: samples → logits.
        config: settings.
        watch: called with the number of steps done, before the first step and after each.

    Returns:
        after each step the losses of (discriminator, generator).
    """
    optimizer_d, optimizer_g = (
        torch.optim.Adam(model.parameters(), config.learning_rate, betas=(0.5, 0.999))
        for model in (discriminator, generator)
    )
    discriminator, optimizer_d = loop.prepare(discriminator, optimizer_d)
    generator, optimizer_g = loop.prepare(generator, optimizer_g)
    loader = loop.loader(Rows(real), config.batch_size, training=True)
    records: list[tuple[float, float]] = []
    watch(0)
    for _ in loop.epochs(-(-config.steps // len(loader))):
        for (batch,) in loop.batches(loader):
            if len(records) == config.steps:
                return records
            fake = generator(torch.randn(len(batch), config.latent, device=loop.device))
            # Fake samples are detached: the discriminator's step must not teach the generator.
            optimizer_d.zero_grad()
            real_logits = discriminator(batch).flatten()
            loss_d = discriminator_loss(real_logits, discriminator(fake.detach()).flatten())
            loop.backward(loss_d)
            optimizer_d.step()

            optimizer_g.zero_grad()
            loss_g = generator_loss(discriminator(fake).flatten())
            loop.backward(loss_g)
            optimizer_g.step()
            records.append((loss_d.item(), loss_g.item()))
            watch(len(records))
    return records
