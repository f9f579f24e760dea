"""Gradients before any training, with and without shortcuts and batch norm."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from shared.studies import Study, study
from shared.training import seed_everything
from work02_resnet_vgg.data import load
from work02_resnet_vgg.layers.batch_norm import no_norm
from work02_resnet_vgg.metrics.signals import gradient_norms
from work02_resnet_vgg.models.cifar_resnet import CifarResNet

NETWORKS: dict[str, dict[str, Any]] = {
    "plain, batch norm": {"shortcut": "none"},
    "resnet, batch norm": {},
    "plain, no norm": {"shortcut": "none", "norm": no_norm},
    "resnet, no norm": {"norm": no_norm},
}
load_once = cache(load)


def norms_at_start(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure the gradient norms of four new networks on one batch, which is the seed's own.

    Args:
        config: `depth`; `data`, `image_size`, and `images` of the batch; `every_layer`: whether to
            keep the norms of all convolutions.
        seed: of the initial weights, and of the batch.
    """
    count, images = config["images"], load_once(config["data"], config["image_size"])
    batch = images.train_unaugmented.__getitems__(range(count * seed, count * (seed + 1)))
    norms = {}
    for name, options in NETWORKS.items():
        seed_everything(seed)
        norms[name] = gradient_norms(CifarResNet(config["depth"], **options), *batch)
    first_layer = {name: each[0] for name, each in norms.items()}
    every_layer = {"every_layer": norms} if config["every_layer"] else {}
    return {"first_layer": first_layer, **every_layer}


@study(seeds=(0, 1, 2))
def gradients(s: Study) -> None:
    """Measure gradient norms at the start, by depth, with and without shortcuts and batch norm."""
    for depth in (8, 20, 32, 56, 110):
        config = {
            "depth": depth,
            "data": "cifar10",
            "image_size": 16,
            "images": 64,
            "every_layer": depth == 56,
        }
        for seed in s.seeds:
            s.measure({"depth": depth}, norms_at_start, config, seed)
