"""Generative adversarial networks: two networks that train against each other (Goodfellow et al. 2014)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

import torch
from jaxtyping import Float
from torch import Tensor, nn

from shared.training import Loop, Rows
from shared.training.settings.ranges import Above, AtLeast
from work03_cifar10.generative.config import GenerativeConfig, Images, Shape
from work03_cifar10.generative.losses import discriminator_loss, generator_loss


@dataclass(frozen=True)
class GanConfig(GenerativeConfig):
    """Settings of adversarial training, with linear layers."""

    latent: Annotated[int, AtLeast(1)] = 64
    """Numbers that the generator turns into a sample."""
    width: Annotated[int, AtLeast(1)] = 256
    """Features of the hidden layers."""
    epochs: Annotated[int, AtLeast(1)] = 20
    """Passes over the training images."""
    batch_size: Annotated[int, AtLeast(2)] = 64
    """Real samples in a step, and as many fake ones."""
    learning_rate: Annotated[float, Above(0)] = 2e-4
    """Of Adam for both networks; β₁ is 0.5 (Radford et al. 2015, section 4)."""

    model: ClassVar[str] = "gan"


def plane_networks(latent: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Make a linear generator and a small discriminator for points in the plane."""
    generator = nn.Sequential(nn.Linear(latent, 2))
    discriminator = nn.Sequential(
        nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1)
    )
    return generator, discriminator


class LinearGenerator(nn.Module):
    """Three linear layers: from numbers to images between -1 and 1.

    Args:
        shape: (channels, height, width) of an image.
        latent: numbers of a sample.
        width: features of the first hidden layer; the second has twice as many.
    """

    def __init__(self, shape: Shape, latent: int, width: int) -> None:
        super().__init__()
        self.latent_shape: tuple[int, ...] = (latent,)
        self.layers = nn.Sequential(
            nn.Linear(latent, width), nn.LeakyReLU(0.2),
            nn.Linear(width, 2 * width), nn.LeakyReLU(0.2),
            nn.Linear(2 * width, math.prod(shape)), nn.Tanh(), nn.Unflatten(1, shape),
        )  # fmt: skip

    def forward(self, latent: Float[Tensor, "batch latent"]) -> Images:
        """Return images between -1 and 1."""
        images: Tensor = self.layers(latent)
        return images

    def generate(self, latents: Float[Tensor, "batch latent"]) -> Images:
        """Return images between 0 and 1."""
        return self(latents) / 2 + 0.5


def linear_discriminator(shape: Shape, width: int) -> nn.Sequential:
    """Make three linear layers: images → logits. Dropout keeps it from knowing each image by heart."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(math.prod(shape), 2 * width), nn.LeakyReLU(0.2), nn.Dropout(0.3),
        nn.Linear(2 * width, width), nn.LeakyReLU(0.2), nn.Dropout(0.3),
        nn.Linear(width, 1),
    )  # fmt: skip


def fit(
    loop: Loop,
    config: GanConfig,
    generator: nn.Module,
    discriminator: nn.Module,
    real: Float[Tensor, "sample ..."],
    watch: Callable[[], None] = lambda: None,
) -> None:
    """Train both networks in turn, in one process.

    Args:
        loop: what surrounds the training.
        config: settings.
        generator: latent numbers → samples.
        discriminator: samples → logits.
        real: what samples should look like.
        watch: called after each epoch, with the generator in evaluation mode.
    """
    optimizer_d, optimizer_g = (
        torch.optim.Adam(model.parameters(), config.learning_rate, betas=(0.5, 0.999))
        for model in (discriminator, generator)
    )
    loader = loop.loader(Rows(real), config.batch_size, training=True)
    generator, optimizer_g, discriminator, optimizer_d = loop.prepare(
        generator, optimizer_g, discriminator.to(loop.device), optimizer_d
    )
    for _ in loop.epochs(config.epochs):
        generator.train()
        losses = loop.average()
        for (batch,) in loop.batches(loader):
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
            losses.update(torch.stack([loss_d, loss_g]).expand(len(batch), 2))
        loss_d, loss_g = losses.compute()
        loop.log({"train/discriminator_loss": float(loss_d), "train/generator_loss": float(loss_g)})
        generator.eval()
        watch()
    generator.eval()  # also where a resumed run has nothing left to train
