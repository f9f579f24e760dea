"""ResNet for ImageNet (He et al. 2015, section 3.3 and table 1). State-dict names: torchvision's."""

from __future__ import annotations

from functools import partial
from typing import Literal

from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import relu

from work02_resnet_vgg.layers.batch_norm import NormLayer
from work02_resnet_vgg.layers.blocks import BasicBlock, Bottleneck, Shortcut

BASIC = {"resnet18": (2, 2, 2, 2), "resnet34": (3, 4, 6, 3)}
BOTTLENECK = {"resnet50": (3, 4, 6, 3), "resnet101": (3, 4, 23, 3), "resnet152": (3, 8, 36, 3)}
"""Blocks in conv2_x … conv5_x: the columns of table 1."""


class ResNet(nn.Module):
    """A 7×7 convolution, a pool, four stages of residual blocks, a global average.

    A stage doubles the width and halves the image, in its first block; the time a layer takes
    stays the same (section 3.3).

    Args:
        blocks: in each of the four stages.
        bottleneck: Bottleneck blocks, else BasicBlocks.
        classes: outputs.
        shortcut: B is the paper's choice for ImageNet.
        stride_at: in bottlenecks, see Bottleneck.
        norm: after each convolution.
        zero_init_residual: start each residual branch's last batch norm at weight 0, so that a
            block starts as its shortcut (Goyal et al. 2017, section 5.1).

    Raises:
        ValueError: `zero_init_residual`, where `norm` makes layers without a weight.
    """

    def __init__(
        self,
        blocks: tuple[int, ...],
        *,
        bottleneck: bool,
        classes: int = 1000,
        shortcut: Shortcut = "B",
        stride_at: Literal["1x1", "3x3"] = "3x3",
        norm: NormLayer = nn.BatchNorm2d,
        zero_init_residual: bool = False,
    ) -> None:
        super().__init__()
        make = partial(Bottleneck, stride_at=stride_at) if bottleneck else BasicBlock
        expansion = Bottleneck.expansion if bottleneck else BasicBlock.expansion
        self.conv1 = nn.Conv2d(3, 64, 7, stride=2, padding=3, bias=False)
        self.bn1 = norm(64)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        in_channels = 64
        for number, count in enumerate(blocks):
            channels = 64 * 2**number
            stage = nn.Sequential()
            for block in range(count):
                # The pool has halved the image already, so the first stage keeps its size.
                stride = 2 if number > 0 and block == 0 else 1
                stage.append(make(in_channels, channels, stride, shortcut=shortcut, norm=norm))
                in_channels = channels * expansion
            self.add_module(f"layer{number + 1}", stage)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(in_channels, classes)

        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        if zero_init_residual:
            for module in self.modules():
                if isinstance(module, BasicBlock | Bottleneck):
                    weight = getattr(module.last_norm, "weight", None)
                    if weight is None:
                        raise ValueError(
                            "zero_init_residual starts the weight of the last norm at 0, and norm "
                            f"makes a layer without one, {type(module.last_norm).__name__}"
                        )
                    nn.init.zeros_(weight)

    def features(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch channel out_height out_width"]:
        """Return what the last stage gives: a map 1/32 of the image's size."""
        maps = self.maxpool(relu(self.bn1(self.conv1(images))))
        for stage in (self.layer1, self.layer2, self.layer3, self.layer4):
            maps = stage(maps)  # type: ignore[operator]
        return maps

    def forward(
        self, images: Float[Tensor, "batch 3 height width"]
    ) -> Float[Tensor, "batch classes"]:
        """Return logits."""
        logits: Tensor = self.fc(self.avgpool(self.features(images)).flatten(1))
        return logits


def resnet(
    name: str,
    classes: int = 1000,
    *,
    shortcut: Shortcut = "B",
    stride_at: Literal["1x1", "3x3"] = "3x3",
    norm: NormLayer = nn.BatchNorm2d,
    zero_init_residual: bool = False,
) -> ResNet:
    """Make `resnet18` … `resnet152`; the other arguments are ResNet's.

    Raises:
        ValueError: `zero_init_residual`, where `norm` makes layers without a weight.
    """
    return ResNet(
        (BASIC | BOTTLENECK)[name],
        bottleneck=name in BOTTLENECK,
        classes=classes,
        shortcut=shortcut,
        stride_at=stride_at,
        norm=norm,
        zero_init_residual=zero_init_residual,
    )
