"""LeNet-5 (LeCun et al. 1998, section II B), as it was and as one builds it today."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

ACTIVATIONS: dict[str, type[nn.Module]] = {
    "sigmoid": nn.Sigmoid,
    "tanh": nn.Tanh,
    "relu": nn.ReLU,
    "gelu": nn.GELU,
}
POOLS: dict[str, type[nn.Module]] = {"average": nn.AvgPool2d, "max": nn.MaxPool2d}


class LeNet(nn.Module):
    """Two convolutions 5×5, each with pooling, then 120 and 84 features and the classes.

    28×28 images are padded to the paper's 32×32. In the paper each map of the second convolution
    sees some of the six maps only; here each sees all, as everywhere today.

    Args:
        shape: (channels, height, width) of an image; 28 or 32 pixels a side.
        classes: of the answers.
        channels: of the two convolutions; the paper's 6 and 16.
        activation: after each layer but the last.
        pool: average is nearest to the paper, max what one takes today.
    """

    def __init__(
        self,
        shape: tuple[int, int, int] = (1, 28, 28),
        classes: int = 10,
        channels: tuple[int, int] = (6, 16),
        activation: Literal["sigmoid", "tanh", "relu", "gelu"] = "relu",
        pool: Literal["average", "max"] = "max",
    ) -> None:
        super().__init__()
        first, second = channels
        active, pooled = ACTIVATIONS[activation], POOLS[pool]
        padding = (32 - shape[1]) // 2
        self.conv1 = nn.Sequential(nn.Conv2d(shape[0], first, 5, padding=padding), active())
        self.pool1 = pooled(2)
        self.conv2 = nn.Sequential(nn.Conv2d(first, second, 5), active())
        self.pool2 = pooled(2)
        self.dense = nn.Sequential(
            nn.Flatten(),
            nn.Linear(second * 5 * 5, 120),
            active(),
            nn.Linear(120, 84),
            active(),
        )
        self.head = nn.Linear(84, classes)

    def embed(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch 84"]:
        """Return what the last layer sees."""
        x = self.pool1(self.conv1(images))
        x = self.pool2(self.conv2(x))
        features: Tensor = self.dense(x)
        return features

    @torch.no_grad()
    def activations(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> tuple[Float[Tensor, "batch c1 h1 w1"], Float[Tensor, "batch c2 h2 w2"]]:
        """Return the maps of both convolutions, before pooling."""
        first = self.conv1(images)
        return first, self.conv2(self.pool1(first))

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.head(self.embed(images))
        return logits
