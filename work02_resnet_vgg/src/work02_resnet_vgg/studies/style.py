"""Style transfer: two optimizers, and the features of several loss networks."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from sklearn.datasets import load_sample_image

from shared.plotting import figure
from shared.training import read_summary, seed_everything
from shared.training.config import to_json
from work02_resnet_vgg.models.small_vgg import SmallVgg
from work02_resnet_vgg.studies.saving import RESULTS, save
from work02_resnet_vgg.style.features import FeatureMaps, resnet50_maps, small_vgg_maps
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
from work02_resnet_vgg.training.small_vgg import run_of, trained

SEARCH = StyleConfig(size=128, scales=1, passes=150, start="noise")
PICTURE = StyleConfig()


def photo(name: str) -> Pixels:
    """One of scikit-learn's photos, as numbers from 0 to 1."""
    return torch.tensor(load_sample_image(name)).movedim(-1, 0) / 255


def untrained_maps() -> FeatureMaps:
    """The small VGG with the weights that it starts from."""
    seed_everything(0)
    return small_vgg_maps(SmallVgg())


def search(maps: FeatureMaps, seed: int, optimizer: str) -> dict[str, list[float]]:
    """The losses of each pass from noise on; a line search's failed trials do not count as better."""
    config = dataclasses.replace(SEARCH, optimizer=optimizer, seed=seed)  # type: ignore[arg-type]
    content, style = (at_size(photo(name), config.size) for name in ("china.jpg", "flower.jpg"))
    generator = torch.Generator().manual_seed(seed)
    start = torch.rand(content.shape, generator=generator)
    lines: dict[str, list[float]] = {"total": [], "content": [], "style": [], "variation": []}

    def record(losses: Losses, pixels: Pixels) -> None:
        for name, line in lines.items():
            line.append(round(getattr(losses, name).item(), 6))

    minimize(start, Objective(maps, content, style, config), config, record)
    return {name: line[: config.passes] for name, line in lines.items()}


def small_vgg(seeds: Sequence[int]) -> None:
    """The loss network where VGG-19's weights fail: what it reached and what that took."""
    config = SmallVggConfig()
    summary = read_summary(run_of(config))
    save(
        "small_vgg",
        study="small_vgg",
        values={
            "epochs": config.epochs,
            "test accuracy %": 100 * summary["metrics"]["test/accuracy"],
            "core-seconds": summary["cpu_seconds"],
        },
        config=to_json(config),
        seeds=[config.seed],
    )


def style(seeds: Sequence[int]) -> None:
    """Style transfer: L-BFGS against Adam, and pictures by the features of several networks."""
    small = small_vgg_maps(trained(SmallVggConfig()))
    rows: list[dict[str, Any]] = []
    values: dict[str, Any] = {}
    for optimizer in ("lbfgs", "adam"):
        runs = [search(small, seed, optimizer) for seed in seeds]
        for name, line in runs[0].items():
            values[f"{optimizer}, {name}"] = line
        row: dict[str, Any] = {"optimizer": optimizer}
        for passes in (25, 50, 100, 150):
            row[f"after {passes} passes"] = [min(run["total"][:passes]) for run in runs]
        rows.append(row)
    save(
        "style",
        study="style",
        rows=rows,
        values=values,
        config={"network": "small-vgg", **dataclasses.asdict(SEARCH)},
        seeds=seeds,
    )


def style_pictures(seeds: Sequence[int]) -> None:
    """A palace in the style of a flower by the features of three networks; nothing is random."""
    palace, flower = photo("china.jpg"), photo("flower.jpg")
    small = small_vgg_maps(trained(SmallVggConfig()))
    networks = {"untrained": untrained_maps(), "small VGG": small, "ResNet-50": resnet50_maps()}

    def paint(content: Pixels, painting: Pixels, maps: FeatureMaps) -> Pixels:
        return transfer(content, painting, maps, PICTURE, lambda losses, pixels: None)

    pictures = {"content": palace, "style": flower}
    pictures |= {f"by {name}": paint(palace, flower, maps) for name, maps in networks.items()}
    pictures["the other way, by small VGG"] = paint(flower, palace, small)
    target = RESULTS / "style" / "palace-flower.jpg"
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.png"
        with figure(sheet, rows=2, columns=3, height=1.75) as (_, axes):
            for axis, (title, picture) in zip(axes, pictures.items(), strict=True):
                axis.imshow(at_size(picture, PICTURE.size).movedim(0, -1).numpy())
                axis.set_title(title, fontsize=9)
                axis.axis("off")
        target.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(sheet) as drawn:
            drawn.convert("RGB").save(target, quality=88)
