"""Style transfer (Gatys et al. 2015): a photo's content in another picture's style.

No weight is trained. The pixels are what gradient descent changes, until the feature maps of a
fixed network resemble the photo's and their Gram matrices the painting's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Literal

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import interpolate

from shared.errors import UserError
from shared.training.settings.ranges import Above, AtLeast, Below, Between, Checked
from work02_resnet_vgg.style.losses import (
    absolute_variation,
    content_loss,
    gram_matrix,
    style_loss,
    total_variation,
)

if TYPE_CHECKING:  # it brings torchvision, which --help does not need
    from work02_resnet_vgg.style.features import FeatureMaps

Pixels = Float[Tensor, "3 height width"]

SMALLEST = 32
"""Pixels of the shorter side; below, the last maps have hardly a place left."""

LARGEST = 2048
"""Pixels of the longer side; above, memory runs out."""


class StyleError(UserError):
    """Settings or images that no picture can be made from."""


@dataclass(frozen=True)
class StyleConfig(Checked):
    """Settings of style transfer."""

    size: Annotated[int, Between(SMALLEST, LARGEST)] = 256
    """Pixels of the longer side of the result."""
    scales: Annotated[int, AtLeast(1)] = 3
    """Sizes from coarse to fine, each twice the one before."""
    passes: Annotated[int, AtLeast(1)] = 100
    """Forward and backward passes at each size."""
    optimizer: Literal["lbfgs", "adam"] = "lbfgs"
    """lbfgs is the paper's."""
    learning_rate: Annotated[float, Above(0)] = 0.02
    """Of Adam; L-BFGS searches along its line."""
    start: Literal["content", "noise"] = "content"
    """What the coarsest image starts from; noise is the paper's."""
    content_weight: Annotated[float, AtLeast(0)] = 1.0
    """The paper's alpha."""
    style_weight: Annotated[float, AtLeast(0)] = 30.0
    """The paper's beta."""
    variation_weight: Annotated[float, AtLeast(0)] = 10.0
    """Of the total variation: more is smoother."""
    variation: Literal["squared", "absolute"] = "squared"
    """Of neighboring pixels' differences; absolute ones spare edges."""
    seed: Annotated[int, AtLeast(0), Below(2**63)] = 0
    """Of the noise."""


VARIATIONS = {"squared": total_variation, "absolute": absolute_variation}


@dataclass(frozen=True)
class Losses:
    """The three losses, weighted."""

    content: Tensor
    style: Tensor
    variation: Tensor

    @property
    def total(self) -> Tensor:
        """Their sum: equation 7, and the total variation."""
        return self.content + self.style + self.variation


class Objective:
    """What an image should be like, at one size.

    Args:
        maps: of the loss network.
        content: the photo.
        style: the picture whose style is wanted; need not have the photo's size.
        config: the weights.
    """

    def __init__(
        self, maps: FeatureMaps, content: Pixels, style: Pixels, config: StyleConfig
    ) -> None:
        self.maps, self.config = maps, config
        maps.calibrate([content, style])
        with torch.no_grad():
            self.content = maps(content)[maps.content]
            style_maps = maps(style)
            self.grams = {layer: gram_matrix(style_maps[layer]) for layer in maps.layers}

    def __call__(self, image: Pixels) -> Losses:
        """Return the losses of `image`; style counts each layer alike (equation 5)."""
        maps = self.maps(image)
        styles = [style_loss(gram_matrix(maps[layer]), gram) for layer, gram in self.grams.items()]
        return Losses(
            self.config.content_weight * content_loss(maps[self.maps.content], self.content),
            self.config.style_weight * torch.stack(styles).mean(),
            self.config.variation_weight * VARIATIONS[self.config.variation](image),
        )


def minimize(
    image: Pixels,
    objective: Callable[[Pixels], Losses],
    config: StyleConfig,
    callback: Callable[[Losses, Pixels], None],
) -> Pixels:
    """Change `image` for `config.passes` passes so that `objective` falls.

    Args:
        image: where to start.
        objective: see above.
        config: the optimizer and how long it runs.
        callback: gets the losses and the pixels of each pass. A line search of L-BFGS tries pixels
            that it does not keep, and may add a few passes at the end.

    Raises:
        StyleError: the losses are no longer finite.
    """
    pixels = image.detach().clone(memory_format=torch.contiguous_format).requires_grad_()
    optimizer: torch.optim.Optimizer
    if config.optimizer == "lbfgs":
        # One call makes all steps: the tolerances that would end it early are off.
        optimizer = torch.optim.LBFGS(
            [pixels], max_iter=config.passes, max_eval=config.passes, history_size=20,
            tolerance_grad=0, tolerance_change=0, line_search_fn="strong_wolfe",
        )  # fmt: skip
        calls = 1
    else:
        optimizer = torch.optim.Adam([pixels], config.learning_rate)
        calls = config.passes

    def closure() -> Tensor:
        optimizer.zero_grad()
        losses = objective(pixels)
        total = losses.total
        if not torch.isfinite(total):
            raise StyleError(
                "the loss is no longer finite: choose smaller weights or a smaller learning rate"
            )
        total.backward()  # type: ignore[no-untyped-call]
        callback(losses, pixels.detach())
        return total

    for _ in range(calls):
        optimizer.step(closure)
    return pixels.detach()


def at_size(image: Pixels, longer: int) -> Pixels:
    """Resize `image` to a longer side of so many pixels; it is averaged where it shrinks."""
    height, width = image.shape[-2:]
    factor = longer / max(height, width)
    return resized(image, max(1, round(height * factor)), max(1, round(width * factor)))


def resized(image: Pixels, height: int, width: int) -> Pixels:
    """Resize `image` bilinearly, with an average where it shrinks; pixels stay from 0 to 1."""
    size = (height, width)
    return interpolate(image[None], size, mode="bilinear", antialias=True)[0].clamp(0, 1)


def sizes(image: Pixels, config: StyleConfig) -> list[int]:
    """Return the longer sides from coarse to fine, without those that leave the image too narrow.

    Raises:
        StyleError: no size is left.
    """
    ratio = min(image.shape[-2:]) / max(image.shape[-2:])
    halved = takewhile(bool, (config.size >> number for number in range(config.scales)))
    wide = [side for side in halved if side * ratio >= SMALLEST][::-1]
    if not wide:
        raise StyleError(
            f"an image of {image.shape[2]}×{image.shape[1]} would be less than {SMALLEST} pixels "
            f"narrow with a longer side of {config.size}: choose a larger --size, or crop it"
        )
    return wide


def style_side(style: Pixels, side: int) -> int:
    """Return the longer side of the style picture beside a photo whose longer side is `side`.

    It is the same, or more where a strip would be too narrow.

    Raises:
        StyleError: so narrow a strip that it would be too long.
    """
    height, width = style.shape[-2:]
    wide = math.ceil(SMALLEST * max(height, width) / min(height, width))
    if wide > LARGEST:
        raise StyleError(
            f"a style picture of {width}×{height} would be less than {SMALLEST} pixels narrow "
            f"with a longer side of {LARGEST}: crop it"
        )
    return max(side, wide)


def transfer(
    content: Pixels,
    style: Pixels,
    maps: FeatureMaps,
    config: StyleConfig,
    callback: Callable[[Losses, Pixels], None],
) -> Pixels:
    """Paint the photo `content` in the style of `style`, coarse to fine.

    Strokes of every width appear: a layer sees only so many pixels, and on a small image those are
    much of it. The next size continues with the image enlarged.

    Args:
        content: pixels from 0 to 1.
        style: likewise.
        maps: of the loss network.
        config: weights, sizes, passes.
        callback: gets the losses and the pixels of each pass.

    Raises:
        StyleError: too narrow an image, or a loss that is not finite.
    """
    generator = torch.Generator().manual_seed(config.seed)
    image: Tensor | None = None
    for side in sizes(content, config):
        photo = at_size(content, side)
        if image is not None:
            image = resized(image, *photo.shape[-2:])
        elif config.start == "content":
            image = photo
        else:
            image = torch.rand(photo.shape, generator=generator)
        texture = at_size(style, style_side(style, side))
        objective = Objective(maps, photo, texture, config)
        image = minimize(image, objective, config, callback)
    assert image is not None
    return image.clamp(0, 1)
