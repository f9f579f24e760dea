"""DenseNet (Huang et al. 2016): each layer reads all before it. Names: torchvision's."""

from __future__ import annotations

from collections import OrderedDict

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import relu

from work02_resnet_vgg.layers.batch_norm import NormLayer
from work02_resnet_vgg.layers.initialization import initialize

BLOCKS = {"densenet121": (6, 12, 24, 16)}
"""Layers in each dense block, all with growth rate 32: table 1."""


class DenseLayer(nn.Module):
    """H of equation 2 with a bottleneck: BN-ReLU-1×1, BN-ReLU-3×3 (section 3).

    Args:
        in_channels: of everything before, joined.
        growth: channels that it adds (k).
        norm: before each ReLU.
    """

    def __init__(self, in_channels: int, growth: int, norm: NormLayer) -> None:
        super().__init__()
        self.norm1 = norm(in_channels)
        self.conv1 = nn.Conv2d(in_channels, 4 * growth, 1, bias=False)
        self.norm2 = norm(4 * growth)
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False)

    def forward(
        self, maps: Float[Tensor, "batch in_channel height width"]
    ) -> Float[Tensor, "batch out_channel height width"]:
        """Return the input and, behind it, `growth` new channels."""
        new = self.conv1(relu(self.norm1(maps)))
        new = self.conv2(relu(self.norm2(new)))
        return torch.cat([maps, new], dim=1)


class DenseNet(nn.Module):
    """Dense blocks with transitions between them that halve channels and size (section 3).

    Args:
        blocks: layers in each dense block.
        growth: channels that a layer adds (k).
        classes: outputs.
        norm: before each ReLU.
    """

    def __init__(
        self,
        blocks: tuple[int, ...],
        growth: int = 32,
        classes: int = 1000,
        norm: NormLayer = nn.BatchNorm2d,
    ) -> None:
        super().__init__()
        channels = 2 * growth
        layers: OrderedDict[str, nn.Module] = OrderedDict(
            conv0=nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False),
            norm0=norm(channels),
            relu0=nn.ReLU(inplace=True),
            pool0=nn.MaxPool2d(3, stride=2, padding=1),
        )
        for number, count in enumerate(blocks, 1):
            block = nn.Sequential()
            for layer in range(1, count + 1):
                block.add_module(f"denselayer{layer}", DenseLayer(channels, growth, norm))
                channels += growth
            layers[f"denseblock{number}"] = block
            if number < len(blocks):
                layers[f"transition{number}"] = nn.Sequential(
                    OrderedDict(
                        norm=norm(channels),
                        relu=nn.ReLU(inplace=True),
                        conv=nn.Conv2d(channels, channels // 2, 1, bias=False),
                        pool=nn.AvgPool2d(2),
                    )
                )
                channels //= 2
        layers["norm5"] = norm(channels)
        self.features = nn.Sequential(layers)
        self.classifier = nn.Linear(channels, classes)
        initialize(self, "he")

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits, from the global average of each channel."""
        maps = relu(self.features(images))
        logits: Tensor = self.classifier(maps.mean(dim=(2, 3)))
        return logits


def densenet(name: str, classes: int = 1000, norm: NormLayer = nn.BatchNorm2d) -> DenseNet:
    """Make `densenet121`; the other arguments are DenseNet's."""
    return DenseNet(BLOCKS[name], classes=classes, norm=norm)
