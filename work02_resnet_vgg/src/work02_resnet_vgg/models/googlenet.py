"""GoogLeNet (Szegedy et al. 2014), with batch norm as in torchvision, whose names it keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import relu

from work02_resnet_vgg.layers.batch_norm import NormLayer
from work02_resnet_vgg.layers.initialization import initialize

# 1×1; 3×3 reduced and 3×3; 5×5 reduced and 5×5; projection after the pool: table 1.
Widths = tuple[int, int, int, int, int, int]
INCEPTIONS: dict[str, Widths] = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
torch_norm: NormLayer = partial(nn.BatchNorm2d, eps=1e-3)


class GoogLeNetLogits(NamedTuple):
    """Training outputs: the classifier's logits and those of the two auxiliary classifiers."""

    logits: Tensor
    aux_logits2: Tensor | None
    aux_logits1: Tensor | None


class ConvNormReLU(nn.Module):
    """A convolution without bias, its normalization, a ReLU."""

    def __init__(
        self, in_channels: int, channels: int, kernel: int, norm: NormLayer, stride: int = 1
    ) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, channels, kernel, stride, padding=kernel // 2, bias=False
        )
        self.bn = norm(channels)

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch channel out_height out_width"]:
        """Apply all three."""
        return relu(self.bn(self.conv(images)))


class Inception(nn.Module):
    """Four branches side by side, their channels joined (section 4, figure 2b).

    The 1×1 convolutions before the 3×3 and 5×5 ones reduce the channels that those must read.

    Args:
        in_channels: of the input.
        widths: of the six convolutions, as in INCEPTIONS.
        norm: after each convolution.
        large_kernel: of the third branch: 5 in the paper, 3 in torchvision (a slip that its
            weights depend on).
    """

    def __init__(
        self, in_channels: int, widths: Widths, norm: NormLayer, large_kernel: int = 3
    ) -> None:
        super().__init__()
        one, reduce_three, three, reduce_five, five, pooled = widths
        self.branch1 = ConvNormReLU(in_channels, one, 1, norm)
        self.branch2 = nn.Sequential(
            ConvNormReLU(in_channels, reduce_three, 1, norm),
            ConvNormReLU(reduce_three, three, 3, norm),
        )
        self.branch3 = nn.Sequential(
            ConvNormReLU(in_channels, reduce_five, 1, norm),
            ConvNormReLU(reduce_five, five, large_kernel, norm),
        )
        self.branch4 = nn.Sequential(
            nn.MaxPool2d(3, stride=1, padding=1),
            ConvNormReLU(in_channels, pooled, 1, norm),
        )

    def forward(
        self, images: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch channel height width"]:
        """Join the channels of branch 1, 2, 3, 4, in this order."""
        branches = (self.branch1, self.branch2, self.branch3, self.branch4)
        return torch.cat([branch(images) for branch in branches], dim=1)


class AuxiliaryClassifier(nn.Module):
    """A classifier half-way, so that gradients reach the early layers (section 5)."""

    def __init__(self, in_channels: int, classes: int, norm: NormLayer) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.conv = ConvNormReLU(in_channels, 128, 1, norm)
        self.fc1 = nn.Linear(128 * 4 * 4, 1024)
        self.fc2 = nn.Linear(1024, classes)
        self.dropout = nn.Dropout(0.7)

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        maps = self.conv(self.pool(images))
        logits: Tensor = self.fc2(self.dropout(relu(self.fc1(maps.flatten(1)))))
        return logits


class GoogLeNet(nn.Module):
    """A stem, nine inception modules, a global average (table 1, figure 3).

    Args:
        classes: outputs.
        norm: after each convolution; the paper, older than batch norm, has none.
        auxiliary: two more classifiers, heard in training only (their losses count 0.3 each).
        large_kernel: see Inception.
    """

    def __init__(
        self,
        classes: int = 1000,
        norm: NormLayer = torch_norm,
        auxiliary: bool = True,
        large_kernel: int = 3,
    ) -> None:
        super().__init__()
        pool: Callable[[int], nn.Module] = partial(nn.MaxPool2d, stride=2, ceil_mode=True)
        self.conv1 = ConvNormReLU(3, 64, 7, norm, stride=2)
        self.maxpool1 = pool(3)
        self.conv2 = ConvNormReLU(64, 64, 1, norm)
        self.conv3 = ConvNormReLU(64, 192, 3, norm)
        self.maxpool2 = pool(3)
        in_channels = 192
        for name, widths in INCEPTIONS.items():
            self.add_module(f"inception{name}", Inception(in_channels, widths, norm, large_kernel))
            in_channels = widths[0] + widths[2] + widths[4] + widths[5]
        self.maxpool3 = pool(3)
        self.maxpool4 = pool(2)
        self.aux1 = AuxiliaryClassifier(512, classes, norm) if auxiliary else None
        self.aux2 = AuxiliaryClassifier(528, classes, norm) if auxiliary else None
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.2)
        self.fc = nn.Linear(in_channels, classes)
        initialize(self, "he")

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"] | GoogLeNetLogits:
        """Return logits; in training with auxiliary classifiers, those of all three."""
        maps = self.maxpool1(self.conv1(images))
        maps = self.maxpool2(self.conv3(self.conv2(maps)))
        first = second = None
        for name in INCEPTIONS:
            maps = self.get_submodule(f"inception{name}")(maps)
            if name == "3b":
                maps = self.maxpool3(maps)
            elif name == "4e":
                maps = self.maxpool4(maps)
            elif name == "4a" and self.training and self.aux1 is not None:
                first = self.aux1(maps)
            elif name == "4d" and self.training and self.aux2 is not None:
                second = self.aux2(maps)
        logits: Tensor = self.fc(self.dropout(self.avgpool(maps).flatten(1)))
        if first is None:
            return logits
        return GoogLeNetLogits(logits, second, first)
