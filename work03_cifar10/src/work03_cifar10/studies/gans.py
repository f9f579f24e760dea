"""Adversarial networks, measured: a Gaussian in the plane, and DCGANs on Fashion-MNIST over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor

from shared.studies import Measured, Study, picture, study
from shared.training import Loop
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import gan
from work03_cifar10.generative.config import GenerativeModel
from work03_cifar10.generative.dcgan import DcganConfig
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.generation import build, fit, generate, unit_images
from work03_cifar10.training.reference import classes, features, reference_classifier

PLANE_GAN = GanConfig(latent=2, epochs=24, learning_rate=0.005)


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
    gan.fit(loop, config.gan, generator, discriminator, real)
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


SHORT = {"images": 10_000, "epochs": 13}  # 2,028 steps
LONG = {"images": 20_000, "epochs": 60}
SHOWN = 4  # rows of samples over time
COVERED = 0.02  # the share of the samples that a class needs to count


def dcgans(**budget: Any) -> dict[str, DcganConfig]:
    """Return the settings that are compared, one of them those with which an earlier DCGAN collapsed."""
    return {
        "DCGAN, learning rate 0.0002": DcganConfig(learning_rate=2e-4, **budget),
        "DCGAN, learning rate 0.001": DcganConfig(**budget),
        "learning rate 0.005, batch norm eps 0.8": DcganConfig(
            learning_rate=0.005, norm_eps=0.8, **budget
        ),
        "resized, learning rate 0.001": DcganConfig(upsampling="resize", **budget),
    }


def sides(config: GanConfig) -> tuple[Tensor, Tensor]:
    """Return images between 0 and 1: to train with, and to compare with."""
    splits = splits_of(config.data, config.held_out)
    return unit_images(splits.train, config.images), unit_images(splits.valid, config.samples)


def dcgan_over_time(config: DcganConfig, seed: int) -> dict[str, Any]:
    """Train a DCGAN and measure its images after each epoch, with a picture of the first seed's.

    Returns:
        the Fréchet distance to held-out images, the classes that have at least 2 % of the images, and
        the mean distance in features between two images, as a share of that of real ones; these at
        the end, and `curve`, the same after each epoch.
    """
    reference = reference_classifier(config)
    train, valid = sides(config)
    real = features(reference, valid)
    curve: list[dict[str, float]] = []
    shown: dict[int, Tensor] = {}
    drawn = {-(-config.epochs * part // SHOWN) for part in range(1, SHOWN + 1)}

    def watch(model: GenerativeModel) -> None:
        made = generate(model, len(valid), 1, loop.device)
        found = features(reference, made)
        shares = torch.bincount(classes(reference, made), minlength=10) / len(made)
        curve.append(
            {
                "epoch": len(curve) + 1,
                "frechet_distance": frechet_distance(found, real),
                "classes_covered": int((shares >= COVERED).sum()),
                "variety": float(torch.pdist(found).mean() / torch.pdist(real).mean()),
            }
        )
        if len(curve) in drawn:
            shown[len(curve)] = made[:12]

    loop = Loop(seed)
    channels, height, width = train.shape[1:]
    fit(loop, config, build(config, (channels, height, width)), train, valid, watch)
    metrics = {**curve[-1], "curve": curve}
    if seed != 0:
        return metrics
    titles = ["real", *(f"epoch {epoch}" for epoch in shown)]
    name = f"dcgan_{config.upsampling}_{config.learning_rate:g}_{config.epochs}.svg"
    return Measured(metrics, {name: picture(draw_grid, [valid[:12], *shown.values()], titles)})


def real_halves(config: DcganConfig) -> dict[str, float]:
    """Measure the distance between two sets of real images, which no generator is expected to beat."""
    reference = reference_classifier(config)
    train, valid = (features(reference, images) for images in sides(config))
    return {"frechet_distance": frechet_distance(train[: len(valid)], valid)}


@study(seeds=(0, 1, 2))
def dcgan(s: Study) -> None:
    """Train DCGANs on Fashion-MNIST for 13 epochs, one as that which had collapsed."""
    _compare(s, dcgans(**SHORT))


@study(seeds=(0, 1, 2, 3, 4))
def dcgan_long(s: Study) -> None:
    """Train the same DCGANs for 60 epochs of 20,000 images: hours, best with --minutes."""
    _compare(s, dcgans(**LONG))


def _compare(s: Study, variants: dict[str, DcganConfig]) -> None:
    s.measure("two halves of the real images", real_halves, DcganConfig())
    for name, config in variants.items():
        for seed in s.seeds:
            s.measure(name, dcgan_over_time, config, seed)
