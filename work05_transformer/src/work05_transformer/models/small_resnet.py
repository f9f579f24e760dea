"""A small residual network for images of 32×32, to compare the Vision Transformer with.

He et al. 2015, section 4.2, in its plainest form: three stages of basic blocks. The course's
assignment on ResNet builds, verifies and draws the whole family.
"""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock


def block(in_channels: int, out_channels: int, stride: int) -> BasicBlock:
    """Build a basic block; where it changes the shape, a 1×1 convolution is its shortcut."""
    shortcut = None
    if in_channels != out_channels:
        projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))
    return BasicBlock(in_channels, out_channels, stride, shortcut)


class SmallResNet(nn.Module):
    """Three stages at 32, 16 and 8 pixels, of torchvision's basic blocks.

    Args:
        width: channels of the first stage; the others have twice and four times as many.
        blocks: of each stage.
        num_classes: how many.
    """

    def __init__(self, width: int, blocks: int, num_classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        ]  # fmt: skip
        channels = width
        for stage in range(3):
            for number in range(blocks):
                stride = 2 if stage > 0 and number == 0 else 1
                layers.append(block(channels, width * 2**stage, stride))
                channels = width * 2**stage
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(channels, num_classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return the logits."""
        return self.head(self.layers(images).mean(dim=(2, 3)))
