"""Style transfer: two optimizers, and the features of several loss networks."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.studies import Measured, Study, picture, study, trained
from shared.training import read_metrics, read_summary, seed_everything
from work02_resnet_vgg.figures.style import draw_pictures
from work02_resnet_vgg.models.small_vgg import SmallVgg
from work02_resnet_vgg.style.features import FeatureMaps, resnet50_maps, small_vgg_maps
from work02_resnet_vgg.style.losses import absolute_variation, total_variation
from work02_resnet_vgg.style.transfer import (
    Losses,
    Objective,
    Pixels,
    StyleConfig,
    at_size,
    minimize,
    transfer,
)
from work02_resnet_vgg.training.config import SmallVggConfig
from work02_resnet_vgg.training.small_vgg import load_small_vgg, train

SEARCH = StyleConfig(size=128, scales=1, passes=150, start="noise")
OPTIMIZERS = {
    "L-BFGS": replace(SEARCH, optimizer="lbfgs"),
    "Adam": replace(SEARCH, optimizer="adam"),
}
PICTURE = StyleConfig()
KINDS_OF_VARIATION: dict[str, dict[str, Any]] = {
    "none": {"variation_weight": 0.0},
    "squared": {},
    "absolute": {"variation": "absolute", "variation_weight": 2.0},
    "absolute, ten times": {"variation": "absolute", "variation_weight": 20.0},
}
"""Absolute differences are larger than squares: the weights make both weigh about the same."""


def settings(config: StyleConfig) -> dict[str, Any]:
    """Take the seed out of a configuration: a measurement has its own."""
    return {name: value for name, value in asdict(config).items() if name != "seed"}


def photo(name: str) -> Pixels:
    """Load one of scikit-learn's photos, as numbers from 0 to 1."""
    return torch.tensor(load_sample_image(name)).movedim(-1, 0) / 255


def reached(config: SmallVggConfig, seed: int) -> dict[str, float]:
    """Train the small VGG, and measure what it reached and what that took."""
    folder = trained(train, replace(config, seed=seed))
    summary = read_summary(folder)
    return {
        "valid/accuracy": read_metrics(folder)[-1]["valid/accuracy"],
        "test/accuracy": summary["metrics"]["test/accuracy"],
        "train/core_seconds": summary["cpu_seconds"],
    }


def search(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Minimize the losses from noise on, by the features of the small VGG.

    Args:
        config: `small_vgg`, its training, with `small_vgg_seed`; `content` and `style`, photos;
            `search`, a StyleConfig.
        seed: of the noise.

    Returns:
        `loss`: the lowest sum so far after some passes. `curves`: the losses of each pass; a line
        search's failed trials do not count as better.
    """
    style_config = StyleConfig(**config["search"], seed=seed)
    small_vgg = replace(config["small_vgg"], seed=config["small_vgg_seed"])
    maps = small_vgg_maps(load_small_vgg(trained(train, small_vgg)))
    content, style = (
        at_size(photo(config[role]), style_config.size) for role in ("content", "style")
    )
    generator = torch.Generator().manual_seed(seed)
    start = torch.rand(content.shape, generator=generator)
    curves: dict[str, list[float]] = {"total": [], "content": [], "style": [], "variation": []}

    def record(losses: Losses, pixels: Pixels) -> None:
        for name, curve in curves.items():
            curve.append(round(getattr(losses, name).item(), 6))

    minimize(start, Objective(maps, content, style, style_config), style_config, record)
    curves = {name: curve[: style_config.passes] for name, curve in curves.items()}
    after = {
        str(passes): min(curves["total"][:passes])
        for passes in (25, 50, 100, 150)
        if passes <= style_config.passes
    }
    return {"loss": after, "curves": curves}


def untrained_maps() -> FeatureMaps:
    """Make the maps of the small VGG with the weights that it starts from."""
    seed_everything(0)
    return small_vgg_maps(SmallVgg())


def paint(config: Mapping[str, Any]) -> Measured:
    """Paint one photo in the style of the other by the features of three networks.

    Args:
        config: `small_vgg`, its training; `search`, a StyleConfig.

    Returns:
        `loss`, the last one of each picture; and the pictures side by side.
    """
    style_config = StyleConfig(**config["search"])
    palace, flower = photo("china.jpg"), photo("flower.jpg")
    small = small_vgg_maps(load_small_vgg(trained(train, config["small_vgg"])))
    tasks = {
        "by untrained": (palace, flower, untrained_maps()),
        "by small VGG": (palace, flower, small),
        "by ResNet-50": (palace, flower, resnet50_maps()),
        "the other way, by small VGG": (flower, palace, small),
    }
    pictures = {"content": palace, "style": flower}
    last: dict[str, float] = {}
    for title, (content, style, maps) in tasks.items():

        def record(losses: Losses, pixels: Pixels, title: str = title) -> None:
            last[title] = losses.total.item()

        pictures[title] = transfer(content, style, maps, style_config, record)
    shown = {title: at_size(image, style_config.size) for title, image in pictures.items()}
    return Measured({"loss": last}, {"style/palace-flower.jpg": picture(draw_jpeg, shown)})


def vary(config: Mapping[str, Any]) -> Measured:
    """Paint one photo with squared, absolute and no total variation, by the features of ResNet-50.

    Args:
        config: `search`, a StyleConfig; `kinds`: for each name what differs from it.

    Returns:
        by name: the `content` and `style` losses of the picture, both of its total variations, and
        `edges`: what one of a hundred neighbors differs by, as a multiple of the mean difference.
    """
    start = StyleConfig(**config["search"])
    palace, flower = (at_size(photo(name), start.size) for name in ("china.jpg", "flower.jpg"))
    maps = resnet50_maps()
    pictures, measured = {"content": palace, "style": flower}, {}
    for name, changes in config["kinds"].items():
        picture_config = replace(start, **changes)
        pictures[name] = transfer(palace, flower, maps, picture_config, lambda losses, pixels: None)
        plain = replace(start, content_weight=1.0, style_weight=1.0)
        with torch.no_grad():
            losses = Objective(maps, palace, flower, plain)(pictures[name])
        differences = (pictures[name][:, :, 1:] - pictures[name][:, :, :-1]).abs()
        measured[name] = {
            "content": losses.content.item(),
            "style": losses.style.item(),
            "variation/squared": total_variation(pictures[name]).item(),
            "variation/absolute": absolute_variation(pictures[name]).item(),
            "edges": (differences.quantile(0.99) / differences.mean()).item(),
        }
    return Measured({"pictures": measured}, {"style/variation.jpg": picture(draw_jpeg, pictures)})


def draw_jpeg(path: Path, pictures: Mapping[str, Pixels]) -> None:
    """Draw pictures side by side as a JPEG, whatever the suffix of `path`."""
    with Image.open(io.BytesIO(picture(draw_pictures, pictures, suffix=".png"))) as drawn:
        drawn.convert("RGB").save(path, "JPEG", quality=88)


@study(seeds=(0,))
def small_vgg(s: Study) -> None:
    """Train the loss network that stands in for VGG-19 where its weights cannot be had."""
    for seed in s.seeds:
        s.measure("small VGG", reached, SmallVggConfig(), seed)


@study(seeds=(0, 1, 2))
def style(s: Study) -> None:
    """Compare L-BFGS with Adam, from noise on."""
    for optimizer, config in OPTIMIZERS.items():
        complete = {
            "small_vgg": SmallVggConfig(),
            "small_vgg_seed": 0,
            "content": "china.jpg",
            "style": "flower.jpg",
            "search": settings(config),
        }
        for seed in s.seeds:
            s.measure({"optimizer": optimizer}, search, complete, seed)


@study()
def style_pictures(s: Study) -> None:
    """Paint a palace in the style of a flower by the features of three networks."""
    config = {"small_vgg": SmallVggConfig(), "search": settings(PICTURE)}
    s.measure("palace and flower", paint, config)


@study()
def variation(s: Study) -> None:
    """Compare squared, absolute and no total variation on one picture."""
    search = replace(PICTURE, size=96, scales=1, passes=40)
    config = {"search": settings(search), "kinds": KINDS_OF_VARIATION}
    s.measure("palace and flower", vary, config)
