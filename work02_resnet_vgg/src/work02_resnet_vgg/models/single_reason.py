"""Networks that differ in one thing each: the reasons for a convolution, one at a time."""

from __future__ import annotations

from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.layers.locally_connected import LocallyConnected

Kind = Literal["convolution", "locally connected", "fully connected"]


class ReasonNetwork(nn.Module):
    """Hidden layers of one kind, each with batch norm and a ReLU, then a linear layer.

    Args:
        kind: of the hidden layers. Behind "fully connected" ones stands the linear layer itself, and
            behind the other two the average over all places.
        layers: hidden ones.
        channels: of each; fully connected layers have so many units.
        kernel: pixels a side; fully connected layers have none.
        size: pixels a side of the images.
        classes: outputs.
    """

    def __init__(
        self, kind: Kind, layers: int, channels: int, kernel: int, size: int, classes: int = 10
    ) -> None:
        super().__init__()
        self.kind = kind
        hidden: list[nn.Module] = []
        in_channels = 3 * size**2 if kind == "fully connected" else 3
        for _ in range(layers):
            if kind == "fully connected":
                hidden += [nn.Linear(in_channels, channels), nn.BatchNorm1d(channels)]
            elif kind == "convolution":
                layer = nn.Conv2d(in_channels, channels, kernel, padding=kernel // 2)
                hidden += [layer, nn.BatchNorm2d(channels)]
            else:
                local = LocallyConnected(in_channels, channels, kernel, size, size)
                hidden += [local, nn.BatchNorm2d(channels)]
            hidden.append(nn.ReLU(inplace=True))
            in_channels = channels
        self.hidden = nn.Sequential(*hidden)
        self.classifier = nn.Linear(channels, classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        if self.kind == "fully connected":
            responses = self.hidden(images.flatten(1))
        else:
            responses = self.hidden(images).mean(dim=(2, 3))
        logits: Tensor = self.classifier(responses)
        return logits
