"""Networks that differ in one thing each: the reasons for a convolution, one at a time."""

from __future__ import annotations

from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.locally_connected import LocallyConnected

Kind = Literal["convolution", "locally connected", "fully connected"]


class ReasonNetwork(nn.Module):
    """Hidden layers of one kind, each with batch norm and a ReLU; a 2×2 max-pool; a linear layer.

    Args:
        kind: of the hidden layers. Behind "fully connected" ones there is no pool.
        layers: hidden ones.
        channels: of each; fully connected layers have so many units.
        kernel: pixels a side; fully connected layers have none.
        size: pixels a side of the images, an even number.
        average: whether the linear layer gets the average over all places, in place of all places.
        classes: outputs.
    """

    def __init__(
        self,
        kind: Kind,
        layers: int,
        channels: int,
        kernel: int,
        size: int,
        *,
        average: bool = False,
        classes: int = 10,
    ) -> None:
        super().__init__()
        hidden: list[nn.Module] = [nn.Flatten()] if kind == "fully connected" else []
        in_channels = 3 * size**2 if kind == "fully connected" else 3
        for _ in range(layers):
            layer: nn.Module
            norm: nn.Module = nn.BatchNorm2d(channels)
            if kind == "fully connected":
                layer, norm = nn.Linear(in_channels, channels), nn.BatchNorm1d(channels)
            elif kind == "convolution":
                layer = nn.Conv2d(in_channels, channels, kernel, padding=kernel // 2)
            else:
                layer = LocallyConnected(in_channels, channels, kernel, size, size)
            hidden += [layer, norm, nn.ReLU(inplace=True)]
            in_channels = channels
        if kind != "fully connected":
            places = 1 if average else size // 2
            hidden += [nn.MaxPool2d(2), nn.AdaptiveAvgPool2d(places), nn.Flatten()]
            in_channels = channels * places**2
        self.hidden = nn.Sequential(*hidden)
        self.classifier = nn.Linear(in_channels, classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.classifier(self.hidden(images))
        return logits
