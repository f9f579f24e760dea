"""Paint a photo in another picture's style: the command behind style.py."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
import torch
import tyro
from PIL import Image

from shared.data.images.photos import read_image
from shared.files import write_atomically
from shared.training.progress import Progress
from work02_resnet_vgg.models.pretrained import WeightsError
from work02_resnet_vgg.style.features import (
    FeatureMaps,
    resnet50_maps,
    small_vgg_maps,
    vgg19_maps,
)
from work02_resnet_vgg.style.transfer import (
    LARGEST,
    Losses,
    Pixels,
    StyleConfig,
    StyleError,
    sizes,
    transfer,
)
from work02_resnet_vgg.training.small_vgg import small_vgg_in

Network = Literal["auto", "vgg19", "small-vgg", "resnet50"]

PREVIEW_SECONDS = 2.0  # between two writings of the picture


def load_maps(network: Network, weights: str, runs: Path) -> FeatureMaps:
    """Load the loss network, whose features define content and style.

    Args:
        network: auto is vgg19, or small-vgg where its published weights cannot be fetched.
        weights: of vgg19: published, or a file.
        runs: where a small VGG's training run is, or will be.

    Raises:
        UserError: weights or data cannot be had, or do not fit.
    """
    if weights != "published" and network not in ("auto", "vgg19"):
        raise StyleError(f"--weights are VGG-19's; {network} has its own")
    if network == "resnet50":
        return resnet50_maps()
    if network == "small-vgg":
        return small_vgg_maps(small_vgg_in(runs))
    try:
        return vgg19_maps(weights)
    except WeightsError as error:
        if network == "vgg19" or weights != "published":
            raise
        print(
            f"{error}\nso a small VGG, trained here on CIFAR-10 (minutes, once), is used instead",
            flush=True,
        )
        return small_vgg_maps(small_vgg_in(runs))


def read_pixels(path: Path) -> Pixels:
    """Read an image file as numbers from 0 to 1; pixels beyond LARGEST are averaged away.

    Raises:
        ImageError: there is no such file, or Pillow cannot read it as an image.
    """
    image = read_image(path)
    image.thumbnail((LARGEST, LARGEST))
    return torch.from_numpy(np.array(image)).movedim(-1, 0) / 255


def write_pixels(pixels: Pixels, path: Path) -> None:
    """Write an image file, the whole of it or nothing.

    Raises:
        StyleError: the place cannot be written.
    """
    levels = (255 * pixels.clamp(0, 1)).round().byte().movedim(0, -1)
    kind = Image.registered_extensions()[path.suffix.lower()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image = Image.fromarray(levels.numpy())
        write_atomically(path, lambda file: image.save(file, kind))
    except OSError as error:
        raise StyleError(f"cannot write {path} ({error}): name another with --out FILE") from error


class Preview:
    """A progress bar, and the picture's file, written anew as the picture gets better.

    Args:
        path: of the picture.
        passes: of the whole transfer.
    """

    def __init__(self, path: Path, passes: int) -> None:
        self.path = path
        self.progress = Progress(passes, 0, "style")
        self._written = -PREVIEW_SECONDS
        self._shape: torch.Size | None = None
        self._best = 0.0

    def update(self, losses: Losses, pixels: Pixels) -> None:
        """Take note of one pass."""
        total = losses.total.item()
        if self.progress.done < self.progress.total:
            self.progress.step(total)
        if pixels.shape != self._shape:  # losses of another size do not compare
            self._shape, self._best = pixels.shape, float("inf")
        if total < self._best and time.monotonic() - self._written > PREVIEW_SECONDS:
            write_pixels(pixels, self.path)
            self._written = time.monotonic()
        self._best = min(total, self._best)


def style(
    content: Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="CONTENT")],
    painting: Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="STYLE")],
    config: Annotated[StyleConfig, tyro.conf.arg(name="")] = StyleConfig(),  # noqa: B008
    network: Network = "auto",
    weights: str = "published",
    out: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None,
    runs: Path = Path("runs"),
) -> None:
    """Paint the photo CONTENT in the style of the picture STYLE.

    Args:
        content: a photo in any format that Pillow reads.
        painting: a painting, or anything with a texture.
        config: weights of the losses, sizes, and the optimizer.
        network: its features define the losses; auto is vgg19, or small-vgg without its weights.
        weights: of vgg19: published (torchvision's), or a file.
        out: the picture's file, by default in runs/style.
        runs: the folder of training runs; the small VGG is kept there.
    """
    path = out or runs / "style" / f"{content.stem}-{painting.stem}.png"
    if path.suffix.lower() not in Image.registered_extensions():
        raise StyleError(f"{path}: a picture's name ends in .png or .jpg")
    photo, texture = read_pixels(content), read_pixels(painting)
    passes = config.passes * len(sizes(photo, config))
    maps = load_maps(network, weights, runs)
    preview = Preview(path, passes)
    try:
        write_pixels(transfer(photo, texture, maps, config, preview.update), path)
    finally:
        preview.progress.close()
    print(path)
