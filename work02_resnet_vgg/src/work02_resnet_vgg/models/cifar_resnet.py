"""The CIFAR-10 networks of He et al. 2015, section 4.2: residual, and their plain twins."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import relu

from shared.errors import UserError
from work02_resnet_vgg.layers.batch_norm import NormLayer
from work02_resnet_vgg.layers.blocks import BasicBlock, Shortcut, convolution
from work02_resnet_vgg.layers.initialization import initialize


class DepthError(UserError):
    """No CIFAR ResNet has so many layers."""


def blocks_per_stage(depth: int) -> int:
    """Return the n of 6n + 2 layers.

    Raises:
        DepthError: there is none.
    """
    if depth < 8 or (depth - 2) % 6:
        raise DepthError(f"a CIFAR ResNet has 6n + 2 layers (8, 14, 20, …), not {depth}")
    return (depth - 2) // 6


class CifarResNet(nn.Module):
    """6n + 2 layers: a 3×3 convolution, three stages of n basic blocks, a linear layer.

    The stages have 16, 32 and 64 channels on maps of 32, 16 and 8 pixels a side. With option A
    the plain twin has just the same parameters, so any difference comes from the shortcuts.

    Args:
        depth: 6n + 2: 20, 32, 44, 56 and 110 in the paper.
        classes: outputs.
        shortcut: A is the paper's; "none" makes the plain twin.
        width: channels of the first stage.
        norm: after each convolution.
        scale: of every residual branch, see BasicBlock.

    Raises:
        DepthError: there is no n for this depth.
    """

    def __init__(
        self,
        depth: int,
        classes: int = 10,
        *,
        shortcut: Shortcut = "A",
        width: int = 16,
        norm: NormLayer = nn.BatchNorm2d,
        scale: float = 1.0,
    ) -> None:
        super().__init__()
        blocks = blocks_per_stage(depth)
        self.conv1 = convolution(3, width, 3, 1, norm)
        self.bn1 = norm(width)
        in_channels = width
        for number in range(3):
            channels = width * 2**number
            stage = nn.Sequential()
            for block in range(blocks):
                stride = 2 if number > 0 and block == 0 else 1
                stage.append(BasicBlock(in_channels, channels, stride, shortcut, norm, scale))
                in_channels = channels
            self.add_module(f"layer{number + 1}", stage)
        self.linear = nn.Linear(in_channels, classes)

        initialize(self, "he")

    def features(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channel out_height out_width"]:
        """Return what the last stage gives: a map a quarter of the image's size."""
        maps = relu(self.bn1(self.conv1(images)))
        for stage in (self.layer1, self.layer2, self.layer3):
            maps = stage(maps)  # type: ignore[operator]
        return maps

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits, from the global average of each channel."""
        logits: Tensor = self.linear(self.features(images).mean(dim=(2, 3)))
        return logits
