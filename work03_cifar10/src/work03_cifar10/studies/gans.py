"""Adversarial networks, measured: a Gaussian in the plane, and DCGANs on Fashion-MNIST."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import pad

from shared.reporting import save_results
from shared.training import BareRun
from work03_cifar10.data.splits import load
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import gan
from work03_cifar10.generative.frechet import frechet_distance
from work03_cifar10.generative.gan import GanConfig
from work03_cifar10.models.fast_net import FastNet
from work03_cifar10.studies.results import RESULTS, command
from work03_cifar10.studies.small_budget import BASE, IMAGES, fit

MEAN = torch.tensor([1.0, 2.0])
FACTOR = torch.tensor([[1.0, 0.6], [0.0, 0.5]])


def plane(seed: int, steps: int = 1500) -> dict[str, float]:
    """A GAN on a Gaussian in the plane: how far its own Gaussian is from the true one."""
    run = BareRun(seed)
    real = torch.randn(4000, 2) @ FACTOR + MEAN
    generator, discriminator = gan.plane_networks(2)
    with torch.no_grad():
        before = frechet_distance(generator(torch.randn(4000, 2)), real)
    config = GanConfig(latent=2, steps=steps, learning_rate=0.005)
    gan.train(run, real, generator, discriminator, config)
    with torch.no_grad():
        after = frechet_distance(generator(torch.randn(4000, 2)), real)
    other = frechet_distance(torch.randn(4000, 2) @ FACTOR + MEAN, real)
    return {"before": before, "after": after, "another sample of the truth": other}


DCGANS = {
    "DCGAN, learning rate 0.0002": GanConfig(steps=2000),
    "DCGAN, learning rate 0.001": GanConfig(steps=2000, learning_rate=0.001),
    "learning rate 0.005, batch norm eps 0.8": GanConfig(
        steps=2000, learning_rate=0.005, norm_eps=0.8
    ),
}


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
        """What the classifier's last layer sees."""
        return torch.cat([self.model.embed(self.prepare(part)) for part in images.split(500)])

    @torch.no_grad()
    def classes(self, images: Float[Tensor, "n 1 32 32"]) -> Tensor:
        """The most probable class of each image."""
        logits = torch.cat([self.model(self.prepare(part)) for part in images.split(500)])
        return logits.argmax(dim=1)


def train_dcgan(
    config: GanConfig,
    seed: int,
    real: Float[Tensor, "n 1 32 32"],
    reference: ReferenceClassifier,
    path: Path | None,
) -> dict[str, Any]:
    """Train one and measure 1,000 of its images.

    Args:
        config: settings.
        seed: of everything.
        real: images between -1 and 1.
        reference: gives features and classes.
        path: a figure of samples over time, where one is wanted.

    Returns:
        the Fréchet distance to real images, the classes that have at least 2 % of the images, and
        the mean distance in features between two images, as a share of that of real ones.
    """
    run = BareRun(seed)
    generator = gan.Generator(config.latent, 1, 16, config.norm_eps)
    discriminator = gan.Discriminator(1, 16, config.norm_eps)
    for network in (generator, discriminator):
        gan.initialize(network)
    fixed = torch.randn(12, config.latent, generator=torch.Generator().manual_seed(1))
    samples: list[Tensor] = []
    titles: list[str] = []

    def watch(step: int) -> None:
        if step in (100, 400, 1000, config.steps):
            with torch.no_grad():
                samples.append(generator(fixed) / 2 + 0.5)
            titles.append(f"step {step}")

    gan.train(run, real, generator, discriminator, config, watch)
    with torch.no_grad():
        fake = generator(torch.randn(1000, config.latent))
    if path is not None:
        draw_grid(path, samples, titles)
    fake_features, real_features = reference.features(fake), reference.features(real[:1000])
    shares = torch.bincount(reference.classes(fake), minlength=10) / len(fake)
    return {
        "distance": round(frechet_distance(fake_features, real_features), 3),
        "classes with 2 %": int((shares >= 0.02).sum()),
        "variety": round(
            float(torch.pdist(fake_features).mean() / torch.pdist(real_features).mean()), 3
        ),
    }


def fashion_for_gans(count: int = 10_000) -> Float[Tensor, "n 1 32 32"]:
    """Fashion-MNIST between -1 and 1, padded to 32×32."""
    pixels = load("fashion-mnist").train.pixels[:count]
    return pad(pixels.movedim(-1, 1).float() / 127.5 - 1, (2, 2, 2, 2), value=-1.0)


def gan_plane(seeds: Sequence[int]) -> None:
    """A GAN on a Gaussian in the plane."""
    runs = [plane(seed) for seed in seeds]
    rows = [
        {"what": name, "Fréchet distance to the truth": [round(run[name], 4) for run in runs]}
        for name in runs[0]
    ]
    save_results(RESULTS / "gan_plane.json", command=command("gan_plane"), rows=rows, seeds=seeds)


def dcgan(seeds: Sequence[int]) -> None:
    """A DCGAN on Fashion-MNIST, and the settings with which an earlier one collapsed."""
    splits = load("fashion-mnist")
    model = fit(BASE, splits.train.select(torch.arange(IMAGES)), 0)
    scale = splits.train.scale

    def prepare(images: Tensor) -> Tensor:
        return ((images[:, :, 2:-2, 2:-2] / 2 + 0.5) - scale.mean[0]) / scale.std[0]

    reference = ReferenceClassifier(model, prepare)
    real = fashion_for_gans()
    halves = [reference.features(part) for part in (real[1000:2000], real[:1000])]
    between_halves = round(frechet_distance(*halves), 3)
    results: dict[str, list[dict[str, Any]]] = {name: [] for name in DCGANS}
    for number, seed in enumerate(seeds, 1):
        for place, (name, config) in enumerate(DCGANS.items()):
            path = RESULTS / f"dcgan_{place}.svg" if seed == seeds[0] else None
            results[name].append(train_dcgan(config, seed, real, reference, path))
            print(name, results[name][-1], flush=True)
        rows = [
            {"variant": name, **{key: [run[key] for run in runs] for key in runs[0]}}
            for name, runs in results.items()
        ]
        save_results(
            RESULTS / "dcgan.json",
            command=command("dcgan"),
            rows=rows,
            values={"distance of two halves of the real images": between_halves},
            config={name: dataclasses.asdict(each) for name, each in DCGANS.items()},
            seeds=seeds[:number],
        )
