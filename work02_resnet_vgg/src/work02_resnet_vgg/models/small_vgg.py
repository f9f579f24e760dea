"""A small VGG for CIFAR-10: trained within minutes, for style transfer without VGG-19's weights."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn

from work02_resnet_vgg.models.vgg import vgg_stage


class SmallVgg(nn.Module):
    """Four stages of two 3×3 convolutions with batch norm, a global average, a linear layer.

    Args:
        width: channels of the first stage; each stage doubles them.
        classes: outputs.
    """

    def __init__(self, width: int = 32, classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        in_channels = 3
        for number in range(4):
            channels = width * 2**number
            layers += vgg_stage(in_channels, channels, 2, nn.BatchNorm2d)
            in_channels = channels
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Linear(in_channels, classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits, from the global average of each channel."""
        logits: Tensor = self.classifier(self.features(images).mean(dim=(2, 3)))
        return logits
