"""Gradients before any training, with and without shortcuts and batch norm."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.training import seed_everything
from work02_resnet_vgg.data import load
from work02_resnet_vgg.layers.batch_norm import no_norm
from work02_resnet_vgg.metrics.signals import gradient_norms
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.studies.saving import save


def gradients(seeds: Sequence[int]) -> None:
    """Gradient norms at the start, by depth, with and without shortcuts and batch norm."""
    variants: dict[str, dict[str, Any]] = {
        "plain, batch norm": {"shortcut": "none"},
        "resnet, batch norm": {},
        "plain, no norm": {"shortcut": "none", "norm": no_norm},
        "resnet, no norm": {"norm": no_norm},
    }
    train_images = load("cifar10", 16).train_unaugmented
    rows, layers = [], {}
    for depth in (8, 20, 32, 56, 110):
        row: dict[str, Any] = {"depth": depth}
        for name, options in variants.items():
            first = []
            for seed in seeds:
                seed_everything(seed)
                model = CifarResNet(depth, **options)
                chosen = range(64 * seed, 64 * (seed + 1))
                norms = gradient_norms(model, *train_images.__getitems__(chosen))
                first.append(norms[0])
                if depth == 56 and seed == seeds[0]:
                    layers[name] = norms
            row[name] = first
        rows.append(row)
    save(
        "gradients",
        study="gradients",
        rows=rows,
        values={f"layers, {name}": norms for name, norms in layers.items()},
        config={"images": 64, "image_size": 16, "layer": "the first convolution"},
        seeds=seeds,
    )
