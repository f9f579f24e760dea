"""Plain, sparse and denoising autoencoders on clean and on noisy images."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from shared.studies import Measured, Study, picture, study
from shared.training import Loop
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import Autoencoder, AutoencoderConfig, Kind
from work03_cifar10.studies.splits import splits_of

KINDS: tuple[Kind, ...] = ("plain", "sparse", "denoising")
DATA = ("fashion-mnist", "cifar10")


@dataclass(frozen=True)
class AutoencoderOn:
    """An autoencoder and the images for it.

    Attributes:
        data: a data set's name.
        autoencoder: its settings; images to validate with get noise as strong as its own.
        images, valid_images: to train and to validate with.
        held_out: of the training images, which those to validate with are the first of.
    """

    data: str
    autoencoder: AutoencoderConfig
    images: int = 6000
    valid_images: int = 500
    held_out: int = 5000


def unit_images(config: AutoencoderOn) -> tuple[Tensor, Tensor, Tensor]:
    """Return images between 0 and 1: to train with, to validate with, and these with noise."""
    splits = splits_of(config.data, config.held_out)
    train, valid = (
        (part.pixels[:size].movedim(-1, 1).float() / 255).contiguous()
        for part, size in ((splits.train, config.images), (splits.valid, config.valid_images))
    )
    noise = torch.randn(valid.shape, generator=torch.Generator().manual_seed(0))
    return train, valid, (valid + config.autoencoder.noise * noise).clamp(0, 1)


@functools.cache
def trained_autoencoder(config: AutoencoderOn, seed: int) -> Autoencoder:
    """Train the autoencoder; it is in evaluation mode, on the CPU."""
    train, _, _ = unit_images(config)
    return autoencoder.fit(Loop(seed), train, config.autoencoder).cpu()


def reconstruction_errors(config: AutoencoderOn, seed: int) -> dict[str, float]:
    """Measure squared errors on validation images, and how much of the code is 0."""
    model = trained_autoencoder(config, seed)
    _, valid, noisy = unit_images(config)
    with torch.no_grad():
        (again, code), (denoised, _) = model(valid), model(noisy)
    return {
        "valid/error": float(mse_loss(again, valid)),
        "valid/noisy/error": float(mse_loss(denoised, valid)),
        "valid/code_at_zero": float((code == 0).float().mean()),
    }


@study(seeds=(0, 1, 2))
def autoencoders(s: Study) -> None:
    """Compare plain, sparse and denoising autoencoders on Fashion-MNIST and CIFAR-10."""
    for data in DATA:
        for kind in KINDS:
            config = AutoencoderOn(data, AutoencoderConfig(kind=kind))
            for seed in s.seeds:
                s.measure({"data": data, "kind": kind}, reconstruction_errors, config, seed)


def reconstructions(config: AutoencoderOn, seed: int) -> dict[str, Any]:
    """Draw ten images as each kind of autoencoder returns them, clean and noisy."""
    _, valid, noisy = unit_images(config)
    rows, titles, errors = [valid[:10], noisy[:10]], ["image", "noisy"], {}
    for kind in KINDS:
        one = replace(config, autoencoder=replace(config.autoencoder, kind=kind))
        model = trained_autoencoder(one, seed)
        with torch.no_grad():
            rows += [model(valid[:10])[0], model(noisy[:10])[0]]
        titles += [kind, f"{kind}, of noisy"]
        errors[kind] = reconstruction_errors(one, seed)
    name = f"autoencoders_{config.data.replace('-', '_')}.svg"
    return Measured({"kinds": errors}, {name: picture(draw_grid, rows, titles)})


@study(seeds=(0,))
def autoencoder_images(s: Study) -> None:
    """Draw what each kind of autoencoder makes of ten images."""
    for data in DATA:
        for seed in s.seeds:
            s.measure(data, reconstructions, AutoencoderOn(data, AutoencoderConfig()), seed)
