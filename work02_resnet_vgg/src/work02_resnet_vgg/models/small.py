"""Five architectures in the same frame: NiN, VGG, ResNet, GoogLeNet and DenseNet, for small images.

A convolution, three stages of the architecture's own blocks with a pool after each of the first two, a
global average. Widths are chosen so that an image costs each of them the same multiply-adds, and no
network is better for being larger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.blocks import BasicBlock
from work02_resnet_vgg.layers.initialization import initialize
from work02_resnet_vgg.models.densenet import DenseLayer
from work02_resnet_vgg.models.googlenet import ConvNormReLU, Inception
from work02_resnet_vgg.models.nin import mlpconv
from work02_resnet_vgg.models.vgg import vgg_stage

Architecture = Literal["nin", "vgg", "resnet", "googlenet", "densenet"]
Stage = Callable[[int, int], list[nn.Module]]
"""Makes a stage's blocks, from the channels that come in to about so many."""


def nin_stage(in_channels: int, channels: int) -> list[nn.Module]:
    """Make an mlpconv: a 3×3 convolution and two 1×1."""
    return [mlpconv(in_channels, (channels, channels, channels), 3, nn.BatchNorm2d)]


def plain_stage(in_channels: int, channels: int) -> list[nn.Module]:
    """Make a stage of VGG without its pool: two 3×3 convolutions."""
    return vgg_stage(in_channels, channels, 2, nn.BatchNorm2d)[:-1]


def residual_stage(in_channels: int, channels: int) -> list[nn.Module]:
    """Make a basic block, with a projection where the channels differ."""
    return [BasicBlock(in_channels, channels)]


def inception_stage(in_channels: int, channels: int) -> list[nn.Module]:
    """Make two inception modules, with the paper's 5×5 and the shares of its module 3a."""
    quarter, half, eighth = channels // 4, channels // 2, channels // 8
    rest = channels - quarter - half - eighth
    widths = (quarter, 3 * channels // 8, half, channels // 16, eighth, rest)
    return [Inception(before, widths, nn.BatchNorm2d, 5) for before in (in_channels, channels)]


def dense_stage(in_channels: int, channels: int) -> list[nn.Module]:
    """Make four dense layers, and a 1×1 convolution that halves what they have joined."""
    growth = channels // 4
    layers: list[nn.Module] = [
        DenseLayer(in_channels + number * growth, growth, nn.BatchNorm2d) for number in range(4)
    ]
    return [*layers, ConvNormReLU(in_channels + 4 * growth, channels, 1, nn.BatchNorm2d)]


STAGES: dict[Architecture, tuple[Stage, int]] = {
    "nin": (nin_stage, 22),
    "vgg": (plain_stage, 16),
    "resnet": (residual_stage, 16),
    "googlenet": (inception_stage, 27),
    "densenet": (dense_stage, 16),
}
"""The blocks, and the channels of the first stage; each next one has twice as many."""


class SmallNetwork(nn.Module):
    """One of the five architectures.

    Args:
        architecture: a key of STAGES.
        classes: outputs.
    """

    def __init__(self, architecture: Architecture, classes: int = 10) -> None:
        super().__init__()
        stage, width = STAGES[architecture]
        layers: list[nn.Module] = [ConvNormReLU(3, width, 3, nn.BatchNorm2d)]
        in_channels = width
        for number in range(3):
            channels = width * 2**number
            layers += stage(in_channels, channels)
            if number < 2:
                layers.append(nn.MaxPool2d(2))
            in_channels = channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(in_channels, classes)
        initialize(self, "he")

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits, from the global average of each channel."""
        logits: Tensor = self.classifier(self.features(images).mean(dim=(2, 3)))
        return logits
