"""A small residual network for images of 32×32, to compare the Vision Transformer with.

He et al. 2015, section 4.2, in its plainest form: three stages of basic blocks. The course's
assignment on ResNet builds, verifies and draws the whole family.
"""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock


class SmallResNet(nn.Module):
    """Three stages at 32, 16 and 8 pixels, of torchvision's basic blocks.

    Args:
        width: channels of the first stage; the others have twice and four times as many.
        blocks: of each stage.
        classes: how many.
    """

    def __init__(self, width: int, blocks: int, classes: int = 10) -> None:
        super().__init__()
        layers: list[nn.Module] = [
            nn.Conv2d(3, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        ]  # fmt: skip
        channels = width
        for stage in range(3):
            wanted, stride = width * 2**stage, 1 if stage == 0 else 2
            for number in range(blocks):
                first = number == 0 and stage > 0
                shortcut = (
                    nn.Sequential(
                        nn.Conv2d(channels, wanted, 1, stride, bias=False), nn.BatchNorm2d(wanted)
                    )
                    if first
                    else None
                )
                layers.append(BasicBlock(channels, wanted, stride if first else 1, shortcut))
                channels = wanted
        self.layers = nn.Sequential(*layers)
        self.head = nn.Linear(channels, classes)

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return the logits."""
        return self.head(self.layers(images).mean(dim=(2, 3)))
