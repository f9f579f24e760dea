"""Plain, sparse and denoising autoencoders on clean and on noisy images."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

from shared.reporting import save_results
from work03_cifar10.data.splits import load
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative import autoencoder
from work03_cifar10.generative.autoencoder import AutoencoderConfig
from work03_cifar10.studies.results import RESULTS, command

KINDS: tuple[autoencoder.Kind, ...] = ("plain", "sparse", "denoising")


def unit_images(name: str, count: int) -> tuple[Tensor, Tensor]:
    """Images between 0 and 1: some to train with, 500 to validate with."""
    splits = load(name)
    train, valid = (
        part.pixels[:size].movedim(-1, 1).float() / 255
        for part, size in ((splits.train, count), (splits.valid, 500))
    )
    return train.contiguous(), valid.contiguous()


def three_kinds(name: str, seed: int, path: Path, count: int = 6000) -> list[dict[str, Any]]:
    """Errors of the three kinds on validation images, clean and noisy; draws them for seed 0."""
    train, valid = unit_images(name, count)
    noise = torch.randn(valid.shape, generator=torch.Generator().manual_seed(0))
    noisy = (valid + AutoencoderConfig().noise * noise).clamp(0, 1)
    rows, drawn, titles = [], [valid[:10], noisy[:10]], ["image", "noisy"]
    for kind in KINDS:
        model = autoencoder.fit(train, AutoencoderConfig(kind=kind), seed)
        with torch.no_grad():
            reconstructions, code = model(valid)
            denoised, _ = model(noisy)
        rows.append(
            {
                "data": name,
                "kind": kind,
                "error, clean": round(float(mse_loss(reconstructions, valid)), 5),
                "error, noisy": round(float(mse_loss(denoised, valid)), 5),
                "share of the code at 0": round(float((code == 0).float().mean()), 4),
            }
        )
        drawn += [reconstructions[:10], denoised[:10]]
        titles += [kind, f"{kind}, of noisy"]
    if seed == 0:
        draw_grid(path, drawn, titles)
    return rows


def autoencoders(seeds: Sequence[int]) -> None:
    """Plain, sparse and denoising autoencoders on Fashion-MNIST and CIFAR-10."""
    results: dict[tuple[str, str], dict[str, list[float]]] = {}
    for number, seed in enumerate(seeds, 1):
        for name in ("fashion-mnist", "cifar10"):
            figure_path = RESULTS / f"autoencoders_{name.replace('-', '_')}.svg"
            for row in three_kinds(name, seed, figure_path):
                columns = results.setdefault((row.pop("data"), row.pop("kind")), {})
                for title, value in row.items():
                    columns.setdefault(title, []).append(value)
        save_results(
            RESULTS / "autoencoders.json",
            command=command("autoencoders"),
            rows=[{"data": data, "kind": kind, **row} for (data, kind), row in results.items()],
            config={"images": 6000, **dataclasses.asdict(AutoencoderConfig())},
            seeds=seeds[:number],
        )
