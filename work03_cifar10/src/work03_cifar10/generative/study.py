"""Measurements of autoencoders and of adversarial networks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import mse_loss, pad

from shared.training import BareRun
from work03_cifar10.data import load
from work03_cifar10.fast_net import FastNet
from work03_cifar10.generative import autoencoder, gan
from work03_cifar10.generative.autoencoder import AutoencoderConfig
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.looking import draw_grid

KINDS: tuple[autoencoder.Kind, ...] = ("plain", "sparse", "denoising")


def unit_images(name: str, count: int) -> tuple[Tensor, Tensor]:
    """Images between 0 and 1: some to learn from, 500 to judge by."""
    splits = load(name)
    learnt, watched = (
        part.pixels[:size].movedim(-1, 1).float() / 255
        for part, size in ((splits.train, count), (splits.valid, 500))
    )
    return learnt.contiguous(), watched.contiguous()


def autoencoders(name: str, seed: int, path: Path, count: int = 6000) -> list[dict[str, Any]]:
    """Errors of the three kinds on validation images, clean and noisy; draws them for seed 0."""
    learnt, watched = unit_images(name, count)
    noise = torch.randn(watched.shape, generator=torch.Generator().manual_seed(0))
    noisy = (watched + AutoencoderConfig().noise * noise).clamp(0, 1)
    rows, drawn, titles = [], [watched[:10], noisy[:10]], ["image", "noisy"]
    for kind in KINDS:
        model = autoencoder.fit(learnt, AutoencoderConfig(kind=kind), seed)
        with torch.no_grad():
            again, code = model(watched)
            cleaned, _ = model(noisy)
        rows.append(
            {
                "data": name,
                "kind": kind,
                "error, clean": round(float(mse_loss(again, watched)), 5),
                "error, noisy": round(float(mse_loss(cleaned, watched)), 5),
                "share of the code at 0": round(float((code == 0).float().mean()), 4),
            }
        )
        drawn += [again[:10], cleaned[:10]]
        titles += [kind, f"{kind}, of noisy"]
    if seed == 0:
        draw_grid(path, drawn, titles)
    return rows


MEAN = torch.tensor([1.0, 2.0])
SPREAD = torch.tensor([[1.0, 0.6], [0.0, 0.5]])


def plane(seed: int, steps: int = 1500) -> dict[str, float]:
    """A GAN on a Gaussian in the plane: how far its own Gaussian is from the true one."""
    run = BareRun(seed)
    real = torch.randn(4000, 2) @ SPREAD + MEAN
    generator, discriminator = gan.plane_networks(2)
    with torch.no_grad():
        before = frechet_distance(generator(torch.randn(4000, 2)), real)
    config = GanConfig(latent=2, steps=steps, learning_rate=0.005)
    gan.train(run, real, generator, discriminator, config)
    with torch.no_grad():
        after = frechet_distance(generator(torch.randn(4000, 2)), real)
    other = frechet_distance(torch.randn(4000, 2) @ SPREAD + MEAN, real)
    return {"before": before, "after": after, "another sample of the truth": other}


DCGANS = {
    "DCGAN, learning rate 0.0002": GanConfig(steps=2000),
    "DCGAN, learning rate 0.001": GanConfig(steps=2000, learning_rate=0.001),
    "learning rate 0.005, batch norm eps 0.8": GanConfig(
        steps=2000, learning_rate=0.005, norm_eps=0.8
    ),
}


@dataclass(frozen=True)
class Judge:
    """A classifier whose features and answers judge made images.

    Attributes:
        model: normalised images of 28×28 → logits.
        prepare: images between -1 and 1 of 32×32 → normalised images of 28×28.
    """

    model: FastNet
    prepare: Callable[[Tensor], Tensor]

    @torch.no_grad()
    def features(self, images: Float[Tensor, "n 1 32 32"]) -> Float[Tensor, "n feature"]:
        """What the classifier's last layer sees."""
        return torch.cat([self.model.embed(self.prepare(part)) for part in images.split(500)])

    @torch.no_grad()
    def classes(self, images: Float[Tensor, "n 1 32 32"]) -> Tensor:
        """The classes that it sees."""
        logits = torch.cat([self.model(self.prepare(part)) for part in images.split(500)])
        return logits.argmax(dim=1)


def dcgan(
    config: GanConfig, seed: int, real: Float[Tensor, "n 1 32 32"], judge: Judge, path: Path | None
) -> dict[str, Any]:
    """Train one and judge 1,000 of its images.

    Args:
        config: settings.
        seed: of everything.
        real: images between -1 and 1.
        judge: gives features and classes.
        path: a figure of samples over time, where one is wanted.

    Returns:
        the Fréchet distance to real images, the classes that have at least 2 % of the images, and
        the mean distance in features between two images, as a share of that of real ones.
    """
    run = BareRun(seed)
    generator = gan.Generator(config.latent, 1, 16, config.norm_eps)
    discriminator = gan.Discriminator(1, 16, config.norm_eps)
    for network in (generator, discriminator):
        gan.initialise(network)
    fixed = torch.randn(12, config.latent, generator=torch.Generator().manual_seed(1))
    shown: list[Tensor] = []
    titles: list[str] = []

    def watch(step: int) -> None:
        if step in (100, 400, 1000, config.steps):
            with torch.no_grad():
                shown.append(generator(fixed) / 2 + 0.5)
            titles.append(f"step {step}")

    gan.train(run, real, generator, discriminator, config, watch)
    with torch.no_grad():
        made = generator(torch.randn(1000, config.latent))
    if path is not None:
        draw_grid(path, shown, titles)
    features, truth = judge.features(made), judge.features(real[:1000])
    shares = torch.bincount(judge.classes(made), minlength=10) / len(made)
    return {
        "distance": round(frechet_distance(features, truth), 3),
        "classes with 2 %": int((shares >= 0.02).sum()),
        "variety": round(float(torch.pdist(features).mean() / torch.pdist(truth).mean()), 3),
    }


def fashion_for_gans(count: int = 10_000) -> Float[Tensor, "n 1 32 32"]:
    """Fashion-MNIST between -1 and 1, padded to 32×32."""
    pixels = load("fashion-mnist").train.pixels[:count]
    return pad(pixels.movedim(-1, 1).float() / 127.5 - 1, (2, 2, 2, 2), value=-1.0)
