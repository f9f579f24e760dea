"""Paint a photo in another picture's style: the command behind style.py."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
import torch
import tyro
from PIL import Image

from shared.data.images.photos import read_image
from shared.files import refuse_replacing, refuse_unwritable, write_atomically
from shared.plain_text import printable
from work02_resnet_vgg.commands.places import make_folder
from work02_resnet_vgg.style.transfer import (
    LARGEST,
    Losses,
    Pixels,
    StyleConfig,
    StyleError,
    sizes,
    style_side,
    transfer,
)

if TYPE_CHECKING:  # imported where it is used, so that --help is there at once
    from shared.training.folder.progress import Progress
    from work02_resnet_vgg.style.features import FeatureMaps

Network = Literal["auto", "vgg19", "small-vgg", "resnet50"]

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp")
"""Of the picture's file."""
PREVIEW_SECONDS = 2.0  # between two writings of the picture


def load_maps(
    network: Network, weights: str, runs: Path, resume: Path | None = None
) -> FeatureMaps:
    """Load the loss network, whose features define content and style.

    Args:
        network: auto is vgg19, or small-vgg where its published weights cannot be fetched.
        weights: of vgg19: published, or a file.
        runs: where a small VGG's training run is, or will be.
        resume: a small VGG's training that is to go on.

    Raises:
        UserError: weights or data cannot be had, or do not fit.
    """
    from work02_resnet_vgg.models.pretrained import WeightsError
    from work02_resnet_vgg.style.features import resnet50_maps, small_vgg_maps, vgg19_maps
    from work02_resnet_vgg.training.small_vgg import small_vgg_in

    if weights != "published" and network not in ("auto", "vgg19"):
        raise StyleError(f"--weights are VGG-19's; {network} has its own")
    if resume is not None and network not in ("auto", "small-vgg"):
        raise StyleError(f"--resume goes on with a small VGG's training; {network} needs none")
    if resume is not None and weights != "published":
        raise StyleError(
            f"--resume {resume} goes on with a small VGG's training, and --weights {weights} are "
            "VGG-19's: leave one of them out"
        )
    if network == "resnet50":
        return resnet50_maps()
    if network == "small-vgg" or resume is not None:
        return small_vgg_maps(small_vgg_in(runs, resume))
    try:
        return vgg19_maps(weights)
    except WeightsError as error:
        if weights != "published":
            raise StyleError(f"{error}. Style transfer takes a file of VGG-19's weights") from None
        if network == "vgg19":
            raise
        print(f"{error}\nso a small VGG, trained here on CIFAR-10, is used instead", flush=True)
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
    make_folder(path.parent)
    try:
        image = Image.fromarray(levels.numpy())
        write_atomically(path, lambda file: image.save(file, kind))
    except OSError as error:
        raise StyleError(f"cannot write {path} ({error}): name another with --out FILE") from error


class Preview:
    """A progress bar for each size, and the picture's file, written anew as the picture gets better.

    Args:
        path: of the picture.
        passes: at each size.
    """

    def __init__(self, path: Path, passes: int) -> None:
        self.path, self.passes = path, passes
        self._progress: Progress | None = None
        self._done = 0
        self._written = -PREVIEW_SECONDS
        self._shape: torch.Size | None = None
        self._best = 0.0

    def update(self, losses: Losses, pixels: Pixels) -> None:
        """Take note of one pass."""
        total = losses.total.item()
        if pixels.shape != self._shape or self._progress is None:
            self._begin(pixels.shape)
        if self._progress is not None and self._done < self.passes:
            self._progress.step(total)
            self._done += 1
        if total < self._best and time.monotonic() - self._written > PREVIEW_SECONDS:
            write_pixels(pixels, self.path)
            self._written = time.monotonic()
        self._best = min(total, self._best)

    def _begin(self, shape: torch.Size) -> None:
        """Begin a size: passes over larger images take longer, and their losses do not compare."""
        from shared.training.folder.progress import Progress

        self.close()
        self._shape, self._best, self._done = shape, float("inf"), 0
        name = f"style, {max(shape)} pixels"
        self._progress = Progress(self.passes, 0, name, per_epoch=self.passes)
        self._progress.start_epoch()

    def close(self) -> None:
        """Leave the bar as it stands."""
        if self._progress is not None:
            self._progress.close()


def style(
    content: Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="CONTENT")],
    painting: Annotated[Path, tyro.conf.Positional, tyro.conf.arg(metavar="STYLE")],
    config: Annotated[StyleConfig, tyro.conf.arg(name="")] = StyleConfig(),  # noqa: B008
    network: Network = "auto",
    weights: str = "published",
    out: Annotated[Path | None, tyro.conf.arg(metavar="FILE")] = None,
    runs: Path = Path("runs"),
    resume: Path | None = None,
) -> None:
    """Paint the photo CONTENT in the style of the picture STYLE.

    The defaults take minutes on two cores, and the first picture appears within seconds. Before its
    first picture, where VGG-19's weights cannot be had, a small VGG is trained, once: about six
    minutes of one core more.

    Args:
        content: a photo in any format that Pillow reads.
        painting: a painting, or anything with a texture.
        config: weights of the losses, sizes, and the optimizer.
        network: its features define the losses; auto is vgg19, or small-vgg without its weights.
        weights: of vgg19: published (torchvision's), or a file.
        out: the picture's file, by default in runs/style.
        runs: the folder of training runs; the small VGG is kept there.
        resume: the small VGG's training in this folder goes on; so does the newest one without it.
    """
    path = out or runs / "style" / f"{content.stem}-{painting.stem}.png"
    if path.suffix.lower() not in ENDINGS:
        raise StyleError(f"{path}: a picture's name ends in .png or .jpg")
    refuse_replacing((content, painting), [path])
    refuse_unwritable(path)
    photo, texture = read_pixels(content), read_pixels(painting)
    # Both refuse narrow strips, before minutes of work.
    style_side(texture, sizes(photo, config)[0])
    maps = load_maps(network, weights, runs, resume)
    preview = Preview(path, config.passes)
    try:
        write_pixels(transfer(photo, texture, maps, config, preview.update), path)
    finally:
        preview.close()
    print(printable(str(path)))
