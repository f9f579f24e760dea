"""AlexNet (Krizhevsky et al. 2012): five convolutions, three pools, three linear layers, dropout.

For 224×224 images it is the one-column network of Krizhevsky 2014 that torchvision has too. For
32×32 images the first strides fall away, since there is little to subsample.
"""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn


class AlexNet(nn.Module):
    """AlexNet for large or small images.

    Args:
        channels: of the images.
        classes: of the answers.
        large: for 224×224; else for 32×32. (28×28 ends in maps of 3×3, which are stretched to 4×4.)
        hidden: features of the two hidden linear layers; the paper's 4096 for large images.
        dropout: before each of them.
    """

    def __init__(
        self,
        channels: int = 3,
        classes: int = 10,
        *,
        large: bool = False,
        hidden: int | None = None,
        dropout: float = 0.5,
    ) -> None:
        super().__init__()
        if large:
            first = nn.Conv2d(channels, 64, 11, stride=4, padding=2)
            second = nn.Conv2d(64, 192, 5, padding=2)
            pool = nn.MaxPool2d(3, stride=2)
            places, hidden = 6, hidden or 4096
        else:
            first = nn.Conv2d(channels, 64, 3, padding=1)
            second = nn.Conv2d(64, 192, 3, padding=1)
            pool = nn.MaxPool2d(2)
            places, hidden = 4, hidden or 1024
        # Layers have torchvision's names and numbers, so that its weights fit.
        self.features = nn.Sequential(
            first, nn.ReLU(inplace=True), pool,
            second, nn.ReLU(inplace=True), pool,
            nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(inplace=True), pool,
        )  # fmt: skip
        self.avgpool = nn.AdaptiveAvgPool2d(places)
        self.classifier = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(256 * places**2, hidden), nn.ReLU(inplace=True),
            nn.Dropout(dropout), nn.Linear(hidden, hidden), nn.ReLU(inplace=True),
            nn.Linear(hidden, classes),
        )  # fmt: skip

    def forward(
        self, images: Float[Tensor, "batch channel height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.classifier(self.avgpool(self.features(images)).flatten(1))
        return logits
