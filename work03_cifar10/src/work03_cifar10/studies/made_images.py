"""What `python generative.py KIND` reaches, and a picture of what each makes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from shared.studies import Measured, Study, picture, study, trained
from shared.training import read_summary
from work03_cifar10.figures.samples import draw_grid
from work03_cifar10.generative.config import GenerativeConfig
from work03_cifar10.studies.splits import splits_of
from work03_cifar10.training.generation import (
    KINDS,
    between,
    generate,
    load_generative,
    train,
    unit_images,
)

COLUMNS = 12


def made_images(config: GenerativeConfig, seed: int) -> dict[str, Any]:
    """Train one kind, and return what its run ends with; real images, its own, and its ways between."""
    folder = trained(train, replace(config, seed=seed))
    summary = read_summary(folder)
    metrics = {**summary["metrics"], "core_seconds": summary["cpu_seconds"]}
    model, _ = load_generative(folder)
    real = unit_images(splits_of(config.data, config.held_out).valid, COLUMNS)
    made = generate(model, 2 * COLUMNS, seed, "cpu").split(COLUMNS)
    ways = between(model, 2, COLUMNS, seed).split(COLUMNS)
    titles = ("real", "made", "made", "between", "between")
    drawn = picture(draw_grid, [real, *made, *ways], titles)
    return Measured(metrics, {f"made_{config.model}.svg": drawn})


@study(seeds=(0,))
def generative(s: Study) -> None:
    """Train each kind that makes new images, by its defaults, on Fashion-MNIST."""
    for name in ("vae", "dcgan", "diffusion", "autoencoder", "gan"):
        for seed in s.seeds:
            s.measure(name, made_images, KINDS[name](), seed)
