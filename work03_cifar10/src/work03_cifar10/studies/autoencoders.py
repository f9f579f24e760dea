"""Plain, sparse and denoising autoencoders on clean and on noisy images."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from shared.studies import Measured, Study, picture, study
from shared.training import Loop
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import (
    Autoencoder,
    AutoencoderConfig,
    DenoisingConfig,
    SparseConfig,
)
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.generation import unit_images

KINDS = {"plain": AutoencoderConfig, "sparse": SparseConfig, "denoising": DenoisingConfig}
DATA = ("fashion-mnist", "cifar10")
VALID_IMAGES = 500
NOISE = 0.3  # standard deviation, of what the denoising one learns from and all are measured with


def settings(kind: str, data: str) -> AutoencoderConfig:
    """Return the settings of one kind in this study."""
    return KINDS[kind](data=data, images=6000, held_out=5000, samples=0)


def images_of(config: AutoencoderConfig) -> tuple[Tensor, Tensor, Tensor]:
    """Return images between 0 and 1: to train with, to validate with, and these with noise."""
    splits = splits_of(config.data, config.held_out)
    train, valid = unit_images(splits.train, config.images), unit_images(splits.valid, VALID_IMAGES)
    noise = torch.randn(valid.shape, generator=torch.Generator().manual_seed(0))
    return train, valid, (valid + NOISE * noise).clamp(0, 1)


@functools.cache
def trained_autoencoder(config: AutoencoderConfig, seed: int) -> Autoencoder:
    """Train the autoencoder; it is in evaluation mode, on the CPU."""
    train, valid, _ = images_of(config)
    loop, (channels, height, width) = Loop(seed), train.shape[1:]
    model = Autoencoder((channels, height, width), config.code, config.width)
    return autoencoder.fit(loop, config, model, train, valid).cpu()


def reconstruction_errors(config: AutoencoderConfig, seed: int) -> dict[str, float]:
    """Measure squared errors on validation images, and how much of the code is 0."""
    model = trained_autoencoder(config, seed)
    _, valid, noisy = images_of(config)
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
            for seed in s.seeds:
                labels = {"data": data, "kind": kind}
                s.measure(labels, reconstruction_errors, settings(kind, data), seed)


def reconstructions(kinds: Mapping[str, AutoencoderConfig], seed: int) -> dict[str, Any]:
    """Draw ten images as each kind of autoencoder returns them, clean and noisy."""
    some = kinds["plain"]
    _, valid, noisy = images_of(some)
    rows, titles, errors = [valid[:10], noisy[:10]], ["image", "noisy"], {}
    for kind, config in kinds.items():
        model = trained_autoencoder(config, seed)
        with torch.no_grad():
            rows += [model(valid[:10])[0], model(noisy[:10])[0]]
        titles += [kind, f"{kind}, of noisy"]
        errors[kind] = reconstruction_errors(config, seed)
    name = f"autoencoders_{some.data.replace('-', '_')}.svg"
    return Measured({"kinds": errors}, {name: picture(draw_grid, rows, titles)})


@study(seeds=(0,))
def autoencoder_images(s: Study) -> None:
    """Draw what each kind of autoencoder makes of ten images."""
    for data in DATA:
        kinds = {kind: settings(kind, data) for kind in KINDS}
        for seed in s.seeds:
            s.measure(data, reconstructions, kinds, seed)
