"""A small residual network that learns CIFAR-10 in minutes on a processor.

The ideas are those of the speed records on CIFAR-10 (Page 2018, "How to train your ResNet";
Jordan 2024, "94% on CIFAR-10 in 3.29 seconds", arXiv 2404.00498): a first layer that whitens
patches and is not trained, few and wide layers, batch norm without a trained scale, no stride.
Each stage has one convolution that widens and pools, and one around which a shortcut leads.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import gelu, max_pool2d

WIDTHS = (64, 256, 256)


def whitening_filters(
    patches: Float[Tensor, "patch size"], eps: float = 5e-4
) -> Float[Tensor, "size size"]:
    """Return filters whose answers to `patches` are uncorrelated, each with variance about 1.

    With the covariance C = V Λ Vᵀ of the patches the filters are the rows of (Λ + eps)^(-½) Vᵀ,
    that of the largest variance first; the sign of each is free. Answers along the directions of
    hardly any variance, which are noise, `eps` keeps small.

    Args:
        patches: flattened; their mean need not be 0.
        eps: added to each variance.
    """
    centered = patches.double() - patches.double().mean(dim=0)
    covariance = centered.T @ centered / len(centered)
    variances, directions = torch.linalg.eigh(covariance)
    # Largest variance first: what the eye sees as average color, then edges, then noise.
    filters = (directions / (variances + eps).sqrt()).T.flip(0)
    return filters.to(patches.dtype)


class Whitening(nn.Module):
    """The first layer: whitening filters and their negatives, so that a GELU loses nothing.

    Args:
        channels: of the images.
        size: of a patch.
    """

    def __init__(self, channels: int, size: int) -> None:
        super().__init__()
        self.size = size
        self.features = 2 * channels * size**2
        filters = torch.zeros(self.features, channels, size, size)
        self.weight = nn.Parameter(filters, requires_grad=False)

    @torch.no_grad()
    def fit(self, images: Float[Tensor, "image channel height width"]) -> None:
        """Take the filters from the patches of some normalized training images."""
        windows = images.unfold(2, self.size, 1).unfold(3, self.size, 1)
        patches = windows.permute(0, 2, 3, 1, 4, 5).flatten(0, 2).flatten(1)
        filters = whitening_filters(patches).view(-1, *self.weight.shape[1:])
        self.weight.copy_(torch.cat([filters, -filters]))

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch feature height2 width2"]:
        """Return the filters' answers, without padding."""
        return nn.functional.conv2d(images, self.weight)


def batch_norm(features: int) -> nn.BatchNorm2d:
    """Make a batch norm with a trained bias and a scale that stays 1.

    Its statistics move fast (momentum 0.4 in torch's terms), since training lasts few steps.
    """
    norm = nn.BatchNorm2d(features, momentum=0.4)
    norm.weight.requires_grad_(False)
    return norm


class Stage(nn.Module):
    """Widen and halve; then x + GELU(BN(conv(x)))."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.widen = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = batch_norm(outputs)
        self.refine = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = batch_norm(outputs)
        # The widening starts as near the identity as its shape allows, which spares some epochs.
        nn.init.dirac_(self.widen.weight[:inputs])

    def forward(
        self, x: Float[Tensor, "batch inputs height width"]
    ) -> Float[Tensor, "batch outputs height2 width2"]:
        """Widen and refine; height and width are halved, rounded down."""
        x = gelu(self.norm1(max_pool2d(self.widen(x), 2)))
        return x + gelu(self.norm2(self.refine(x)))


class FastNet(nn.Module):
    """Whitening, stages, a maximum over all places, and a linear layer.

    Call `fit_whitening` with some training images before the training.

    Args:
        channels: of the images.
        classes: of the answers.
        widths: features of each stage; each halves the image.
        patch: side of the whitened patches.
    """

    def __init__(
        self,
        channels: int = 3,
        classes: int = 10,
        widths: Sequence[int] = WIDTHS,
        patch: int = 2,
    ) -> None:
        super().__init__()
        self.whitening = Whitening(channels, patch)
        features = [self.whitening.features, *widths]
        self.stages = nn.Sequential(
            *(Stage(inputs, outputs) for inputs, outputs in zip(features, widths, strict=False))
        )
        self.head = nn.Linear(widths[-1], classes, bias=False)

    def fit_whitening(self, images: Float[Tensor, "image channel height width"]) -> None:
        """Set the first layer from some normalized training images."""
        self.whitening.fit(images)

    def embed(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch feature"]:
        """Return what the linear layer sees."""
        x = self.stages(gelu(self.whitening(images)))
        return x.amax(dim=(2, 3))

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        # Divided by 9: a maximum over features of variance ~1 would start the loss off too steep.
        logits: Tensor = self.head(self.embed(images)) / 9
        return logits
