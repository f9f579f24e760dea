"""Adversarial networks, measured: a Gaussian in the plane, and DCGANs on Fashion-MNIST."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import pad

from shared.studies import Measured, Study, picture, study
from shared.training import Loop
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import gan
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.studies.small_budget import BASE, IMAGES, narrow_net
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.config import TrainConfig

PLANE_GAN = GanConfig(latent=2, steps=1500, learning_rate=0.005)


@dataclass(frozen=True)
class PlaneConfig:
    """A GAN on points of a Gaussian in the plane.

    Attributes:
        gan: settings.
        mean: of the Gaussian.
        factor: its points are standard normal points times this matrix.
        points: to train with, and to compare.
    """

    gan: GanConfig = PLANE_GAN
    mean: tuple[float, float] = (1.0, 2.0)
    factor: tuple[tuple[float, float], tuple[float, float]] = ((1.0, 0.6), (0.0, 0.5))
    points: int = 4000

    def sample(self) -> Float[Tensor, "point 2"]:
        """Draw points of the true Gaussian."""
        return torch.randn(self.points, 2) @ torch.tensor(self.factor) + torch.tensor(self.mean)


def plane_distances(config: PlaneConfig, seed: int) -> dict[str, Any]:
    """Measure how far the generator's Gaussian is from the true one, before and after training."""
    loop = Loop(seed, device="cpu")
    real = config.sample()
    generator, discriminator = gan.plane_networks(config.gan.latent)

    @torch.no_grad()
    def distance() -> float:
        return frechet_distance(generator(torch.randn(config.points, config.gan.latent)), real)

    before = distance()
    gan.fit(loop, real, generator, discriminator, config.gan)
    after = distance()
    distances = {
        "before": before,
        "after": after,
        "another sample of the truth": frechet_distance(config.sample(), real),
    }
    return {"samples": {name: {"frechet_distance": value} for name, value in distances.items()}}


@study(seeds=(0, 1, 2))
def gan_plane(s: Study) -> None:
    """Train a GAN on a Gaussian in the plane."""
    for seed in s.seeds:
        s.measure("linear generator", plane_distances, PlaneConfig(), seed)


@dataclass(frozen=True)
class ReferenceClassifier:
    """A classifier whose features and classes say what fake images are worth.

    Attributes:
        model: normalized images of 28×28 → logits.
        prepare: images between -1 and 1 of 32×32 → normalized images of 28×28.
    """

    model: FastNet
    prepare: Callable[[Tensor], Tensor]

    @torch.no_grad()
    def features(self, images: Float[Tensor, "n 1 32 32"]) -> Float[Tensor, "n feature"]:
        """Return what the classifier's last layer sees."""
        return torch.cat([self.model.embed(self.prepare(part)) for part in images.split(500)])

    @torch.no_grad()
    def classes(self, images: Float[Tensor, "n 1 32 32"]) -> Tensor:
        """Return the most probable class of each image."""
        logits = torch.cat([self.model(self.prepare(part)) for part in images.split(500)])
        return logits.argmax(dim=1)


REFERENCE = replace(BASE, data="fashion-mnist", held_out=5000)
DCGANS = {
    "DCGAN, learning rate 0.0002": GanConfig(steps=2000),
    "DCGAN, learning rate 0.001": GanConfig(steps=2000, learning_rate=0.001),
    "learning rate 0.005, batch norm eps 0.8": GanConfig(
        steps=2000, learning_rate=0.005, norm_eps=0.8
    ),
}
SHOWN = (100, 400, 1000, 2000)  # steps after which samples are drawn


def reference_classifier(images: int, config: TrainConfig) -> ReferenceClassifier:
    """Train a narrow net on so many real images."""
    _, model = narrow_net(images, config, 0)
    scale = splits_of(config.data, config.held_out).train.scale

    def prepare(images: Tensor) -> Tensor:
        return ((images[:, :, 2:-2, 2:-2] / 2 + 0.5) - scale.mean[0]) / scale.std[0]

    return ReferenceClassifier(model.cpu().eval(), prepare)


@functools.cache
def fashion_for_gans(images: int) -> Float[Tensor, "n 1 32 32"]:
    """Load Fashion-MNIST between -1 and 1, padded to 32×32."""
    pixels = splits_of("fashion-mnist", 5000).train.pixels[:images]
    return pad(pixels.movedim(-1, 1).float() / 127.5 - 1, (2, 2, 2, 2), value=-1.0)


def dcgan_samples(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a DCGAN and measure some of its images, with a picture of the first seed's.

    Returns:
        the Fréchet distance to real images, the classes that have at least 2 % of the images, and
        the mean distance in features between two images, as a share of that of real ones.
    """
    settings, count = config["gan"], config["samples"]
    loop = Loop(seed)
    real = fashion_for_gans(config["images"])
    generator = gan.Generator(settings.latent, 1, 16, settings.norm_eps)
    discriminator = gan.Discriminator(1, 16, settings.norm_eps)
    for network in (generator, discriminator):
        gan.initialize(network)
    fixed = torch.randn(12, settings.latent, generator=torch.Generator().manual_seed(1))
    rows: list[Tensor] = []

    def watch(step: int) -> None:
        if step in SHOWN:
            with torch.no_grad():
                rows.append(generator(fixed.to(loop.device)).cpu() / 2 + 0.5)

    gan.fit(loop, real, generator, discriminator, settings, watch)
    with torch.no_grad():
        fake = generator(torch.randn(count, settings.latent, device=loop.device)).cpu()
    reference = reference_classifier(config["reference_images"], config["reference"])
    fake_features, real_features = reference.features(fake), reference.features(real[:count])
    shares = torch.bincount(reference.classes(fake), minlength=10) / count
    metrics = {
        "frechet_distance": frechet_distance(fake_features, real_features),
        "classes_covered": int((shares >= 0.02).sum()),
        "variety": float(torch.pdist(fake_features).mean() / torch.pdist(real_features).mean()),
    }
    if seed != 0:
        return metrics
    titles = [f"step {step}" for step in SHOWN]
    return Measured(metrics, {config["picture"]: picture(draw_grid, rows, titles)})


def real_halves(config: Mapping[str, Any]) -> dict[str, float]:
    """Measure the distance between two sets of real images, which no generator is expected to beat."""
    real, count = fashion_for_gans(config["images"]), config["samples"]
    reference = reference_classifier(config["reference_images"], config["reference"])
    first, second = (reference.features(part) for part in (real[count : 2 * count], real[:count]))
    return {"frechet_distance": frechet_distance(first, second)}


@study(seeds=(0, 1, 2))
def dcgan(s: Study) -> None:
    """Train DCGANs on Fashion-MNIST, one with the settings with which an earlier one collapsed."""
    measured = {
        "images": 10_000, "samples": 1000, "reference_images": IMAGES, "reference": REFERENCE,
    }  # fmt: skip
    s.measure("two halves of the real images", real_halves, measured)
    for place, (name, settings) in enumerate(DCGANS.items()):
        config = {"gan": settings, **measured, "picture": f"dcgan_{place}.svg"}
        for seed in s.seeds:
            s.measure(name, dcgan_samples, config, seed)
